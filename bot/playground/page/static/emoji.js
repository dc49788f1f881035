/**
 * The emoji that people and apps use most, by name; others show as `:name:`.
 * @module
 */

const TABLE = `
+1 👍|-1 👎|thumbsup 👍|thumbsdown 👎|eyes 👀|white_check_mark ✅|heavy_check_mark ✔️
x ❌|warning ⚠️|rotating_light 🚨|fire 🔥|fire_engine 🚒|bell 🔔|no_bell 🔕|pushpin 📌
memo 📝|clipboard 📋|mag 🔍|hourglass ⌛|hourglass_flowing_sand ⏳|alarm_clock ⏰
stopwatch ⏱️|clock3 🕒|calendar 📅|date 📅|spiral_calendar_pad 🗓️|lock 🔒|unlock 🔓
closed_lock_with_key 🔐|key 🔑|shield 🛡️|bug 🐛|wrench 🔧|hammer_and_wrench 🛠️|gear ⚙️
rocket 🚀|tada 🎉|raised_hands 🙌|pray 🙏|clap 👏|wave 👋|heart ❤️|smile 😄|smiley 😃
slightly_smiling_face 🙂|thinking_face 🤔|sweat_smile 😅|joy 😂|cry 😢|scream 😱
grimacing 😬|sunglasses 😎|point_right 👉|point_up ☝️|point_down 👇|ok_hand 👌|muscle 💪
red_circle 🔴|large_orange_circle 🟠|large_yellow_circle 🟡|large_green_circle 🟢
large_blue_circle 🔵|large_purple_circle 🟣|white_circle ⚪|black_circle ⚫
large_green_square 🟩|large_red_square 🟥|large_yellow_square 🟨|large_orange_square 🟧
information_source ℹ️|bulb 💡|loudspeaker 📢|mega 📣|telephone_receiver 📞|pager 📟
phone 📱|email 📧|link 🔗|paperclip 📎|chart_with_upwards_trend 📈|bar_chart 📊
chart_with_downwards_trend 📉|arrow_right ➡️|arrow_up ⬆️|arrow_down ⬇️|repeat 🔁
arrows_counterclockwise 🔄|leftwards_arrow_with_hook ↩️|package 📦|file_folder 📁
card_index 📇|construction 🚧|stop_sign 🛑|octagonal_sign 🛑|no_entry ⛔|zap ⚡|sos 🆘
speech_balloon 💬|busts_in_silhouette 👥|bust_in_silhouette 👤|ship 🚢|anchor ⚓
compass 🧭|sunrise 🌅|crescent_moon 🌙|star ⭐|sparkles ✨|100 💯|checkered_flag 🏁
triangular_flag_on_post 🚩|test_tube 🧪|microscope 🔬|ambulance 🚑|adhesive_bandage 🩹
books 📚|file_cabinet 🗄️|grey_question ❔|inbox_tray 📥|performing_arts 🎭|zzz 💤
raising_hand 🙋|lower_left_ballpoint_pen 🖊️|fast_forward ⏩|palm_tree 🌴
white_medium_square ◻️|black_square_for_stop ⏹️|boom 💥|pencil2 ✏️|sunny ☀️|snowflake ❄️
heavy_equals_sign 🟰|heavy_minus_sign ➖
`;

/** The icon of ours for each that the bot uses, where no font draws it. */
const ICONS = `
alarm_clock clock|stopwatch clock|hourglass hourglass|hourglass_flowing_sand hourglass
lock lock|closed_lock_with_key lock|loudspeaker horn|rotating_light siren|shield shield
warning alert|construction alert|white_check_mark check|x close|eyes eye|link link|boom bolt
bust_in_silhouette people|busts_in_silhouette people|file_cabinet box|inbox_tray box
crescent_moon moon|zzz moon|sunny sun|snowflake snow|palm_tree palm|tada smile
performing_arts smile|wave hand|raising_hand hand|fast_forward next|arrow_right right
leftwards_arrow_with_hook undo|repeat repeat|arrows_counterclockwise repeat|calendar calendar
clipboard page|memo page|books book|pencil2 pen|lower_left_ballpoint_pen pen|key key|mag search
no_bell bell|checkered_flag flag|grey_question question|heavy_equals_sign equals
heavy_minus_sign minus|black_square_for_stop stop|white_medium_square square
`;

const SIGNS = read(TABLE);
const OURS = read(ICONS);

/** Read pairs of a name and what it stands for. */
function read(table) {
  return new Map(
    table
      .trim()
      .split(/[|\n]/)
      .map((pair) => pair.split(" ")),
  );
}

/** The ones offered first when reacting. */
export const OFFERED = [
  "+1", "eyes", "white_check_mark", "pray", "tada", "heart", "fire", "rotating_light",
  "raised_hands", "thinking_face", "sweat_smile", "rocket", "mag", "wrench", "pushpin",
  "hourglass_flowing_sand",
];

/**
 * Return the sign of an emoji's name.
 * @param {string} name without colons
 * @returns {string|null}
 */
export const sign = (name) => SIGNS.get(name.replace(/::skin-tone-\d$/, "")) ?? null;

/** Return the name of an icon of ours for an emoji's name, if there is one. */
export const ours = (name) => OURS.get(name) ?? null;

const SIDE = 24;
const NOBODYS = "\u{10FFFD}";
const looks = new Map();

/** The pixels of a sign, as text that can be compared. */
function look(sign) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIDE;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.font = `${SIDE * 0.7}px "Apple Color Emoji", "Segoe UI Emoji", "Noto Color Emoji", sans-serif`;
  pen.fillText(sign, 1, SIDE * 0.8);
  return pen.getImageData(0, 0, SIDE, SIDE).data.join();
}

/** Tell whether a font of this system draws a sign. */
export function drawn(sign) {
  const [first] = sign;
  if (!looks.has(NOBODYS)) looks.set(NOBODYS, look(NOBODYS));
  if (!looks.has(first)) looks.set(first, look(first));
  return looks.get(first) !== looks.get(NOBODYS);
}

/** Return the sign, else the name between colons. */
export const shown = (name) => sign(name) ?? `:${name}:`;

/** Say an emoji's name in words. */
export const spoken = (name) =>
  ({ "+1": "thumbs up", "-1": "thumbs down" })[name] ?? name.replaceAll("_", " ");
