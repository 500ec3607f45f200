/** The certificate that is meant: a file, or an id in the ledger with its file beside the others. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { publicKeyFiles } from '../certificate/key-file.ts';
import { parseSdJwt } from '../certificate/sd-jwt.ts';
import { readTrustedKeys, type TrustedKeys } from '../certificate/trusted-keys.ts';
import { type OpenCertificate, readCertificateText, verifyCertificate } from '../certificate/verify.ts';
import { Fault } from '../faults/fault.ts';
import { safeFileName } from '../host/files.ts';
import type { Settings } from '../model/settings.ts';
import { plainText } from '../report/terminal-text.ts';

/** Those of `--trust`, else every public key in the folder of the keys. */
export async function trustedKeys(trust: readonly string[] | undefined, settings: Settings): Promise<TrustedKeys> {
  return readTrustedKeys(trust ?? (await publicKeyFiles(settings.keys)));
}

/** The text of the file of a logged certificate, with all that its copy discloses; null where there is no such file. */
export async function certificateFile(folder: string, id: string, jws: string): Promise<string | null> {
  const path = join(folder, `${safeFileName(id)}.cert`);
  if (!existsSync(path)) return null;
  const text = await readCertificateText(path);
  return parseSdJwt(text).jws === jws ? text : null;
}

export interface Books {
  readonly settings: Settings;
  readonly ledger: { find(certificateId: string): Promise<string | null> };
}

/**
 * @param name a path, or the id of a certificate
 * @throws Fault `USAGE_ARGUMENT` (nothing of that name), `CERT_*` when it is not genuine or not what the ledger holds
 */
export async function findCertificate(
  name: string,
  { settings, ledger }: Books,
  trusted: TrustedKeys,
): Promise<OpenCertificate> {
  if (existsSync(name)) {
    const opened = await verifyCertificate(await readCertificateText(name), trusted);
    const logged = await ledger.find(opened.claims.id);
    if (logged === null || logged === opened.jws) return opened;
    throw new Fault('CERT_MISMATCH', 'The ledger holds another certificate with this id.');
  }
  const jws = await ledger.find(name);
  if (jws === null) {
    throw new Fault('USAGE_ARGUMENT', `${plainText(name, 200)} is neither a file nor a certificate in the ledger.`);
  }
  return verifyCertificate((await certificateFile(settings.certificates, name, jws)) ?? `${jws}~`, trusted);
}
