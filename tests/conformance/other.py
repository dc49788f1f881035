"""Payloads as another library builds them: what it takes, and what it renders.

`built` turns a payload into objects of `slackblocks`, which judge it while they are
made, and renders them again.
"""

from typing import Any

import slackblocks as lib

Json = dict[str, Any]

REFUSALS = (lib.InvalidUsageError, ValueError, TypeError, AttributeError)
"""With what it refuses: the last two where it looks into what it was given."""

TYPES = {
    "section": lib.SectionBlock,
    "header": lib.HeaderBlock,
    "divider": lib.DividerBlock,
    "context": lib.ContextBlock,
    "actions": lib.ActionsBlock,
    "input": lib.InputBlock,
    "rich_text": lib.RichTextBlock,
    "video": lib.VideoBlock,
    "card": lib.CardBlock,
    "carousel": lib.CarouselBlock,
    "container": lib.ContainerBlock,
    "table": lib.TableBlock,
    "data_table": lib.DataTableBlock,
    "data_visualization": lib.DataVisualizationBlock,
    "pie": lib.PieChart,
    "bar": lib.BarChart,
    "markdown": lib.MarkdownBlock,
    "alert": lib.AlertBlock,
    "context_actions": lib.ContextActionsBlock,
    "task_card": lib.TaskCardBlock,
    "plan": lib.PlanBlock,
    "button": lib.Button,
    "workflow_button": lib.WorkflowButton,
    "icon_button": lib.IconButton,
    "feedback_buttons": lib.FeedbackButtons,
    "overflow": lib.OverflowMenu,
    "checkboxes": lib.CheckboxGroup,
    "radio_buttons": lib.RadioButtonGroup,
    "static_select": lib.StaticSelectMenu,
    "multi_static_select": lib.StaticMultiSelectMenu,
    "external_select": lib.ExternalSelectMenu,
    "multi_external_select": lib.ExternalMultiSelectMenu,
    "users_select": lib.UserSelectMenu,
    "multi_users_select": lib.UserMultiSelectMenu,
    "conversations_select": lib.ConversationSelectMenu,
    "multi_conversations_select": lib.ConversationMultiSelectMenu,
    "channels_select": lib.ChannelSelectMenu,
    "multi_channels_select": lib.ChannelMultiSelectMenu,
    "datepicker": lib.DatePicker,
    "timepicker": lib.TimePicker,
    "datetimepicker": lib.DateTimePicker,
    "plain_text_input": lib.PlainTextInput,
    "number_input": lib.NumberInput,
    "email_text_input": lib.EmailInput,
    "url_text_input": lib.URLInput,
    "file_input": lib.FileInput,
    "rich_text_input": lib.RichTextInput,
    "rich_text_section": lib.RichTextSection,
    "rich_text_list": lib.RichTextList,
    "rich_text_quote": lib.RichTextQuote,
    "rich_text_preformatted": lib.RichTextCodeBlock,
    "text": lib.RichText,
    "link": lib.RichTextLink,
    "user": lib.RichTextUser,
    "channel": lib.RichTextChannel,
    "emoji": lib.RichTextEmoji,
    "raw_text": lib.RawText,
    "raw_number": lib.RawNumber,
    "url": lib.URLSource,
    "icon": lib.SlackIcon,
    "modal": lib.ModalView,
    "home": lib.HomeTabView,
}
# Objects without a type, by the name of the field in which they stand.
PARTS = {
    "options": lib.Option,
    "initial_options": lib.Option,
    "initial_option": lib.Option,
    "option_groups": lib.OptionGroup,
    "confirm": lib.Confirm,
    "filter": lib.ConversationFilter,
    "dispatch_action_config": lib.DispatchActionConfiguration,
    "workflow": lib.Workflow,
    "trigger": lib.Trigger,
    "customizable_input_parameters": lib.InputParameter,
    "positive_button": lib.FeedbackButton,
    "negative_button": lib.FeedbackButton,
    "segments": lib.ChartSegment,
    "series": lib.DataSeries,
    "data": lib.DataPoint,
    "axis_config": lib.AxisConfig,
    "column_settings": lib.ColumnSettings,
    "tasks": lib.TaskCardBlock,
}
RENAMED = {("datetimepicker", "initial_date_time"): "initial_datetime"}
# What this library has no word for.
UNKNOWN = {
    ("header", "level"),
    ("section", "expand"),
    ("button", "visible_to_user_ids"),
    ("rich_text_preformatted", "language"),
    ("image", "slack_file"),
    *(("text", "style"), ("user", "style"), ("link", "style")),
}
UNKNOWN_TYPES = {"team", "color", "date", "broadcast", "usergroup"}


def speakable(value: Any) -> Any:
    """Leave out of a payload what this library has no word for."""
    if isinstance(value, list):
        kept = [item for item in value if not _unheard_of(item)]
        return [speakable(item) for item in kept]
    if not isinstance(value, dict):
        return value
    kind = value.get("type")
    names = [name for name in value if (kind, name) not in UNKNOWN]
    return {name: speakable(value[name]) for name in names}


def _unheard_of(item: Any) -> bool:
    return isinstance(item, dict) and item.get("type") in UNKNOWN_TYPES


def built(payload: Json) -> Json:
    """Build the payload and render it again, or raise one of `REFUSALS`."""
    return _built("", payload)._resolve()


def _built(field: str, value: Any) -> Any:
    if isinstance(value, list):
        return [_built(field, item) for item in value]
    if not isinstance(value, dict):
        return value
    kind = value.get("type")
    if kind in ("plain_text", "mrkdwn"):
        given = {name: item for name, item in value.items() if name != "type"}
        return lib.Text(type_=lib.TextType(kind), **given)
    if kind == "image":
        return _image(field, value)
    return _made(field, kind, value)


def _image(field: str, value: Json) -> Any:
    given = {n: _built(n, item) for n, item in value.items() if n != "type"}
    block = field in {"", "blocks", "child_blocks"}
    return (lib.ImageBlock if block else lib.Image)(**given)


def _made(field: str, kind: Any, value: Json) -> Any:
    given = {
        RENAMED.get((kind, name), name): _built(name, item)
        for name, item in value.items()
        if name != "type"
    }
    make = TYPES[kind] if kind else PARTS[field]
    if kind in {"checkboxes", "overflow", "radio_buttons", "multi_static_select"}:
        given.setdefault("action_id", None)
    return make(**given)
