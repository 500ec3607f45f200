/** The evidence of a cryptographic erase on the certificate: every item, with its value or the reason why there is none. */
import { describe, expect, test } from 'vitest';
import { claimsOf } from '../../src/certificate/claims-of.ts';
import { cryptoEraseRows } from '../../src/cli/commands/evidence-rows.ts';
import { stateFacts } from '../../src/decide/state-facts.ts';
import { claimsSchema } from '../../src/model/claims.ts';
import { CRYPTO_ERASE_ITEMS, type CryptoEraseStatement, KEY_EVIDENCE } from '../../src/model/crypto-erase.ts';
import { evidence } from './evidence.ts';

const silent = Object.fromEntries(CRYPTO_ERASE_ITEMS.map((item) => [item, 'not disclosed'])) as CryptoEraseStatement;
const told = { value: 'AES-256-XTS below the file system.', sources: ['https://example.org/statement'] };

function claims(statement: CryptoEraseStatement | undefined, facts = true) {
  const input = evidence;
  const state = input.state && { ...input.state, ...(facts ? { facts: stateFacts({}, {}, input.identity) } : {}) };
  const plan = statement ? { ...input.plan, cryptoErase: statement } : input.plan;
  return claimsSchema.parse(claimsOf({ ...input, plan, state }));
}

describe('the list', () => {
  test('has every item once, in order, and none is empty', () => {
    const { cryptoErase } = claims({ ...silent, mediaEncryption: told });
    expect(cryptoErase?.evidence.map(({ item }) => item)).toEqual([...KEY_EVIDENCE]);
    expect(cryptoErase?.statement.map(({ item }) => item)).toEqual([...CRYPTO_ERASE_ITEMS]);
    for (const { fact } of cryptoErase?.evidence ?? []) {
      if ('unavailable' in fact) expect(fact.unavailable.length).toBeGreaterThan(5);
    }
  });

  test('repeats what stands elsewhere, and says what follows from it', () => {
    const all = claims(silent);
    const of = (item: string) => all.cryptoErase?.evidence.find((each) => each.item === item)?.fact;
    expect(of('encryption-state')).toEqual(all.encryption.state);
    expect(of('key-blob-after')).toEqual(all.encryption.keyBlobAfter);
    expect(of('boot-lock-before')).toEqual(all.phone.bootLock);
    expect(of('boot-lock-after')).toEqual(all.phone.bootLock);
    expect(of('metadata-encryption-mandatory')).toMatchObject({ value: true });
    expect(of('eu-2023-1670')).toEqual({ unavailable: expect.stringMatching(/not known/) });
    expect(of('boot-count-after')).toHaveProperty('unavailable');
  });

  test('is left out where neither plan nor look had any of it, as in runs of before', () => {
    expect(claims(undefined, false)).not.toHaveProperty('cryptoErase');
  });

  test('is printed short: one row for each reason', () => {
    const rows = cryptoEraseRows(claims({ ...silent, mediaEncryption: told }));
    const text = rows.map(([title, words]) => `${title}: ${words}`);
    expect(text).toContain('Maker says: mediaEncryption: AES-256-XTS below the file system.');
    expect(text.filter((line) => line.includes('nothing about'))).toHaveLength(1);
    expect(rows.length).toBeLessThan(KEY_EVIDENCE.length + 4);
    for (const item of KEY_EVIDENCE)
      expect(
        text.some((line) => line.includes(item)),
        item,
      ).toBe(true);
  });
});
