/** Rows are parsed like any other input: the file may have been changed by anybody. */
import { z } from 'zod';
import type { Head, Search, StoredEntry } from './store.ts';
import type { TreeNode } from './tree.ts';

const bytes = z.instanceof(Uint8Array);
const count = z.number().int().nonnegative();

export const headSchema: z.ZodType<Head> = z.object({ origin: z.string(), size: count, root: bytes });
export const hashRowSchema = z.object({ hash: bytes });
export const nodeRowSchema: z.ZodType<TreeNode> = z
  .object({ level: z.number().int(), idx: z.number().int(), hash: bytes })
  .transform(({ level, idx, hash }) => ({ level, index: idx, hash }));
export const entrySchema: z.ZodType<StoredEntry> = z
  .object({
    idx: z.number().int(),
    jws: z.string(),
    certificate_id: z.string(),
    issued_at: z.string(),
    result: z.string(),
    kind: z.string(),
    profile: z.string(),
  })
  .transform(({ idx, certificate_id, issued_at, ...rest }) => ({
    index: idx,
    certificateId: certificate_id,
    issuedAt: issued_at,
    ...rest,
  }));

const MAX_LIMIT = 1000;

/** The rest of a SELECT; values are bound, never spliced in. */
export function searchQuery(search: Search): { clause: string; values: (string | number)[] } {
  const conditions: [string, string | number | undefined][] = [
    ['certificate_id = ?', search.certificateId],
    ['result = ?', search.result],
    ['kind = ?', search.kind],
    ['profile = ?', search.profile],
    ['issued_at >= ?', search.since],
    ['issued_at < ?', search.until],
    ['idx < ?', search.before],
  ];
  const used = conditions.filter((condition): condition is [string, string | number] => condition[1] !== undefined);
  const where = used.length > 0 ? `WHERE ${used.map(([text]) => text).join(' AND ')}` : '';
  const limit = Math.min(Math.max(1, search.limit ?? 100), MAX_LIMIT);
  return { clause: `${where} ORDER BY idx DESC LIMIT ?`, values: [...used.map(([, value]) => value), limit] };
}
