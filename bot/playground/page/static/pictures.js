/**
 * Where a picture of a block comes from: the web, or a file that the reader may see.
 * @module
 */

import { me } from "./directory.js";

/**
 * Return the address of an image block or element, or null where there is none.
 * @param {{image_url?: string, slack_file?: {id?: string, url?: string}}} image
 */
export function source({ image_url: url, slack_file: file }) {
  const id = file?.id ?? file?.url?.match(/\/files-pri\/(\w+)\//)?.[1];
  if (id) return `/control/files/${id}?${new URLSearchParams({ as: me() })}`;
  return /^https:/.test(url ?? "") ? url : null;
}
