/** A profile that offers the given routes to every virtual phone, above all shipped ones. */
import { CRYPTO_ERASE_ITEMS } from '../../src/model/crypto-erase.ts';

const SOURCES = ['https://source.android.com/docs'];

/** JSON text of the profile: which maker offers what is not the question where it is used. */
export function profileOfRoutes(routes: readonly string[]): string {
  return JSON.stringify({
    schema: 1,
    id: 'story',
    title: 'The routes of this story',
    layer: 'machine',
    match: [{ fact: 'kind', in: ['virtual'] }],
    routes: [...new Set(routes)].map((route) => ({ route, grade: 'source', sources: SOURCES, testedOn: [] })),
    cryptoErase: Object.fromEntries(CRYPTO_ERASE_ITEMS.map((item) => [item, 'not disclosed'])),
    sources: SOURCES,
    grade: 'source',
    testedOn: [],
  });
}
