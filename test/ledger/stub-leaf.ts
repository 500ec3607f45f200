/** Signed parts with the fields a ledger looks at, and nothing else; the signature is made up. */
export function stubLeaf(id: string, result = 'PASS', issuedAt = '2026-01-02T03:04:05.000Z', kind = 'virtual'): string {
  const payload = { id, issuedAt, result, phone: { kind }, sanitization: { profile: { id: 'examplar' } } };
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${encode({ alg: 'Ed25519' })}.${encode(payload)}.${Buffer.from(`signature of ${id}`).toString('base64url')}`;
}
