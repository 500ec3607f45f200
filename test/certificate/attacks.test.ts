/** Documents that a lax reader would accept. Each is signed with the trusted key unless the attack is the signature. */
import { createHash, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { toBase64url } from '../../src/certificate/base64url.ts';
import { disclosureDigest } from '../../src/certificate/disclosure.ts';
import { thumbprint } from '../../src/certificate/signer.ts';
import { strictJson } from '../../src/certificate/strict-json.ts';
import { trustKeys } from '../../src/certificate/trusted-keys.ts';
import { verifyCertificate } from '../../src/certificate/verify.ts';
import { canonicalJson } from '../../src/host/canonical-json.ts';
import { testSigner } from './evidence.ts';
import { allDisclosures, disclosure, forge, goodHeader, goodPayload, goodSealed, signTexts } from './forge.ts';

const trusted = trustKeys([testSigner.publicKey]);
const refusal = (text: string, keys = trusted) =>
  verifyCertificate(text, keys).then(
    () => 'ACCEPTED',
    (error) => error.code,
  );
const header = canonicalJson(goodHeader);
const salt = 'AAAAAAAAAAAAAAAAAAAAAA';
const tail = () => `~${allDisclosures().join('~')}~`;

it('accepts the document that all attacks are made from', async () => {
  expect(await refusal(forge())).toBe('ACCEPTED');
});

describe('header', () => {
  it.each([
    ['none', { ...goodHeader, alg: 'none' }],
    ['HS256 with the public key as secret', { ...goodHeader, alg: 'HS256' }],
    ['ES256 with an Ed25519 key', { ...goodHeader, alg: 'ES256' }],
    ['another type', { ...goodHeader, typ: 'JWT' }],
    ['no type', { alg: 'Ed25519', kid: testSigner.kid }],
    ['no key id', { alg: 'Ed25519', typ: goodHeader.typ }],
    ['crit', { ...goodHeader, crit: ['exp'] }],
    ['b64', { ...goodHeader, b64: false }],
    ['jku', { ...goodHeader, jku: 'https://example.com/keys' }],
    ['jwk', { ...goodHeader, jwk: testSigner.publicKey.export({ format: 'jwk' }) }],
    ['x5u', { ...goodHeader, x5u: 'https://example.com/chain' }],
    ['x5c', { ...goodHeader, x5c: ['AAAA'] }],
    ['a list', [goodHeader]],
    ['null', null],
  ])('refuses %s', async (_, bad) => {
    expect(await refusal(forge({ header: bad }))).toMatch(/^CERT_(FORMAT|SIGNATURE)$/);
  });

  it.each([
    ['a name twice', header.replace('{', '{"alg":"none",')],
    ['white space', header.replace(':', ': ')],
    ['a byte order mark', `\ufeff${header}`],
    ['no JSON', 'header'],
    ['escaped letters', header.replace('Ed25519', 'Ed2551\\u0039')],
  ])('refuses %s', async (_, text) => {
    expect(await refusal(signTexts(text, canonicalJson(goodPayload())) + tail())).toBe('CERT_FORMAT');
  });

  it('refuses a key that is not pinned, also under the id of one that is', async () => {
    const stranger = generateKeyPairSync('ed25519');
    const kid = thumbprint(stranger.publicKey);
    expect(await refusal(forge({ header: { ...goodHeader, kid }, key: stranger.privateKey }))).toBe(
      'CERT_UNTRUSTED_KEY',
    );
    expect(await refusal(forge({ key: stranger.privateKey }))).toBe('CERT_SIGNATURE');
    expect(await refusal(forge(), new Map())).toBe('CERT_UNTRUSTED_KEY');
  });
});

describe('other algorithms', () => {
  it('takes the older name EdDSA for an Ed25519 key', async () => {
    expect(await refusal(forge({ header: { ...goodHeader, alg: 'EdDSA' } }))).toBe('ACCEPTED');
  });

  it('takes ES256 for a pinned P-256 key, and for no other', async () => {
    const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const kid = thumbprint(p256.publicKey);
    const text = forge({ header: { ...goodHeader, alg: 'ES256', kid }, key: p256.privateKey });
    expect(await refusal(text, trustKeys([p256.publicKey]))).toBe('ACCEPTED');
    expect(await refusal(text.replace(/\.[^.~]{4}(?=[^.]*~)/, '.AAAA'), trustKeys([p256.publicKey]))).toBe(
      'CERT_SIGNATURE',
    );
    const swapped = forge({ header: { ...goodHeader, kid }, key: p256.privateKey });
    expect(await refusal(swapped, trustKeys([p256.publicKey]))).toBe('CERT_SIGNATURE');
  });

  it('pins no RSA, Ed448 or P-384 key', () => {
    for (const pair of [
      generateKeyPairSync('rsa', { modulusLength: 2048 }),
      generateKeyPairSync('ed448'),
      generateKeyPairSync('ec', { namedCurve: 'P-384' }),
    ]) {
      expect(() => trustKeys([pair.publicKey])).toThrow(expect.objectContaining({ code: 'USAGE_FILE_INVALID' }));
    }
  });
});

describe('payload', () => {
  const good = canonicalJson(goodPayload());
  it.each([
    ['a result twice', good.replace('"result":', '"result":"FAIL","result":')],
    ['white space', `${good} `],
    [
      'an integer beyond 2^53',
      good.replace(/"sdk":\{"source":"getprop","value":34\}/, '"sdk":{"source":"getprop","value":9007199254740993}'),
    ],
    ['half a surrogate pair', good.replace('"Bench 1"', '"\\ud800"')],
    ['a number in another spelling', good.replace('"value":34', '"value":3.4e1')],
    ['nothing', ''],
    ['invalid UTF-8', Buffer.concat([Buffer.from(good.slice(0, 20)), Buffer.of(0xff), Buffer.from(good.slice(20))])],
    ['very deep nesting', '['.repeat(50_000)],
    ['deep nesting', `${'['.repeat(100)}${']'.repeat(100)}`],
  ])('refuses %s', async (_, text) => {
    expect(text).not.toBe(good);
    expect(await refusal(signTexts(header, text) + tail())).toBe('CERT_FORMAT');
  });

  it.each([
    ['another version', { version: 2 }],
    ['an unknown field', { more: 1 }],
    ['a validated decision', { validation: 'APPROVED' }],
    ['an unknown result', { result: 'OK' }],
    ['another digest algorithm', { _sd_alg: 'sha-512' }],
    ['four grounds', { grounds: goodPayload()['grounds'].slice(1) }],
    ['an empty statement', { operator: { ...goodPayload()['operator'], title: '' } }],
  ])('refuses %s', async (_, change) => {
    expect(await refusal(forge({ payload: { ...goodPayload(), ...change } }))).toBe('CERT_FORMAT');
  });

  it('refuses a certificate that was issued without a field, instead of calling it withheld', async () => {
    const payload = goodPayload();
    payload['phone']['_sd'] = payload['phone']['_sd'].slice(1);
    expect(await refusal(forge({ payload, disclosures: [] }))).toBe('CERT_FORMAT');
    delete payload['phone']['_sd'];
    expect(await refusal(forge({ payload, disclosures: [] }))).toBe('CERT_FORMAT');
  });
});

describe('disclosures', () => {
  const withDigest = (group: string, made: string, name?: string) => {
    const payload = goodPayload();
    payload[group]['_sd'].push(disclosureDigest(made));
    return forge({
      payload,
      disclosures: [
        ...allDisclosures().filter((each) => !name || !Buffer.from(each, 'base64url').includes(name)),
        made,
      ],
    });
  };

  it('refuses one whose digest was not signed', async () => {
    expect(await refusal(forge({ disclosures: [...allDisclosures(), disclosure(salt, 'name', 'Eve')] }))).toBe(
      'CERT_DISCLOSURE',
    );
  });

  it('refuses one that comes twice', async () => {
    const all = allDisclosures();
    expect(await refusal(forge({ disclosures: [...all, all[0] ?? ''] }))).toBe('CERT_DISCLOSURE');
  });

  it('refuses a signed digest that comes twice', async () => {
    const payload = goodPayload();
    payload['asset']['_sd'].push(payload['phone']['_sd'][0]);
    expect(await refusal(forge({ payload }))).toBe('CERT_DISCLOSURE');
  });

  it.each([
    ['would overwrite the kind', 'phone', disclosure(salt, 'kind', 'phone')],
    ['would add a field', 'phone', disclosure(salt, 'colour', 'red')],
    ['would set the list of digests', 'phone', disclosure(salt, '_sd', [])],
    ['would set the digest algorithm', 'phone', disclosure(salt, '_sd_alg', 'none')],
    ['would be a list element', 'phone', disclosure(salt, '...', 'x')],
    ['would set a prototype', 'phone', disclosure(salt, '__proto__', {})],
    ['is of another group', 'operator', disclosure(salt, 'serial', { source: 'x', value: 'y' })],
    ['has two parts', 'phone', disclosure(salt, 'serial')],
    ['has four parts', 'phone', disclosure(salt, 'serial', 'x', 'y')],
    ['has a short salt', 'phone', disclosure('AAAAAAAAAAAAAAAAAAAA', 'serial', { source: 'x', value: 'y' })],
    ['has a number for a salt', 'phone', disclosure(1, 'serial', { source: 'x', value: 'y' })],
    ['is no list', 'phone', toBase64url('{}')],
  ])('refuses one that %s, although its digest was signed', async (_, group, made) => {
    expect(await refusal(withDigest(group, made))).toBe('CERT_DISCLOSURE');
  });

  it('refuses a second value for the same field', async () => {
    const made = disclosure(salt, 'serial', { source: 'x', value: 'another' });
    expect(await refusal(withDigest('phone', made))).toBe('CERT_DISCLOSURE');
  });

  it('refuses a value that is not of the form of the field', async () => {
    expect(await refusal(withDigest('phone', disclosure(salt, 'serial', 'bare'), '"serial"'))).toBe('CERT_FORMAT');
    const nested = disclosure(salt, 'serial', { _sd: [], source: 'x', value: 'y' });
    expect(await refusal(withDigest('phone', nested, '"serial"'))).toBe('CERT_FORMAT');
  });

  it('digests the text and not the JSON in it', () => {
    const spaced = toBase64url('["x", "y", 1]');
    expect(disclosureDigest(spaced)).toBe(createHash('sha256').update(spaced).digest('base64url'));
    expect(disclosureDigest(spaced)).not.toBe(disclosureDigest(toBase64url('["x","y",1]')));
  });
});

describe('file', () => {
  const good = forge();
  it.each([
    ['nothing', ''],
    ['only tildes', '~~~'],
    ['no last tilde', good.slice(0, -1)],
    ['a key binding JWT at the end', good + goodSealed.jws],
    ['a line end', `${good}\n`],
    ['a blank in front', ` ${good}`],
    ['an empty disclosure', `${good}~`],
    ['two parts', good.replace('.', '')],
    ['four parts', good.replace('~', '.AAAA~')],
    ['no signature', good.replace(/\.[^.~]*~/, '.~')],
    ['a padded signature', good.replace('~', '==~')],
    ['the other base64 alphabet', good.replace(/-|_/, '+')],
    ['a null byte', `${good}\u0000`],
    ['too many disclosures', `${goodSealed.jws}~${'AAAA~'.repeat(65)}`],
    ['too many bytes', `${good.slice(0, -1)}${'~AAAA'.repeat(200_000)}~`],
  ])('refuses %s', async (_, text) => {
    expect(await refusal(text)).toMatch(/^CERT_(FORMAT|SIGNATURE|DISCLOSURE)$/);
  });
});

describe('strict JSON', () => {
  const read = (text: string) => strictJson(Buffer.from(text), 'text');
  it('reads what has one meaning', () => {
    expect(read('{"a":[1,-2.5,1e-30,"\u{1f600}",null,true]}')).toEqual({
      a: [1, -2.5, 1e-30, '\u{1f600}', null, true],
    });
  });
  it.each([
    '9007199254740992',
    '-9007199254740993',
    '1e400',
    '-0',
    '01',
    '"\\ud83d"',
    '{"\\udc00":1}',
    '{"a":1,"a":1}',
    'NaN',
    '[1,]',
  ])('refuses %s', (text) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ code: 'CERT_FORMAT' }));
  });
});
