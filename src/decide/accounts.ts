/** `dumpsys account`: one `Accounts: N` for each user of the phone. */

/** How many accounts all users have together; undefined when the text does not tell. */
export function accountCount(text: string): number | undefined {
  const counts = [...text.matchAll(/^\s*Accounts:\s*(\d+)/gm)].map((match) => Number(match[1]));
  return counts.length === 0 ? undefined : counts.reduce((sum, count) => sum + count, 0);
}
