/** `dumpsys account` (AccountManagerService.java dumpUser): one `Accounts: N` for each user of the phone. */

const COUNT = /^[ \t]*Accounts:[ \t]*(\d+)/gm;

/** How many accounts all users have together; undefined when the text does not tell. */
export function accountCount(text: string): number | undefined {
  const counts = [...text.matchAll(COUNT)].map((match) => Number(match[1]));
  return counts.length === 0 ? undefined : counts.reduce((sum, count) => sum + count, 0);
}

/**
 * Whether anybody is signed in. Names of accounts and users may hold any text; lines in them can only add to the sum,
 * and a user without a count of his own leaves it open.
 */
export function accountsPresent(text: string): boolean | undefined {
  const count = accountCount(text);
  if (count === undefined) return undefined;
  if (count > 0 || /^[ \t]*Account \{name=/m.test(text)) return true;
  const users = text.match(/^[ \t]*User UserInfo\{/gm)?.length ?? 0;
  return users > (text.match(COUNT)?.length ?? 0) ? undefined : false;
}
