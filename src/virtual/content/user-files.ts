/** The life of an owner, as files below /data: photos, messages, contacts, mail, archives, notes. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { writeContacts, writeMessages } from './databases.ts';
import { makePhoto } from './photo.ts';
import { SeededBytes } from './seeded-bytes.ts';
import { paragraph, personName } from './sentences.ts';
import { makeZip } from './zip.ts';

const MIB = 1024 * 1024;
const PHOTO_BYTES_MIN = 600_000;
const PHOTO_BYTES_SPREAD = 1_800_000;

async function put(path: string, data: string | Uint8Array): Promise<number> {
  await mkdir(dirname(path), { recursive: true, mode: 0o771 });
  await writeFile(path, data, { mode: 0o660 });
  return data.length;
}

function mailbox(random: SeededBytes, mails: number): string {
  return Array.from({ length: mails }, (_, index) => {
    const from = personName(random);
    const address = `${from.replace(' ', '.').toLowerCase()}@example.org`;
    const day = 1 + (index % 28);
    return [
      `From ${address} Mon Jan ${day} 09:12:44 2024`,
      `From: ${from} <${address}>`,
      `Subject: ${paragraph(random, 1)}`,
      `Date: Mon, ${day} Jan 2024 09:12:44 +0000`,
      '',
      paragraph(random, 6 + random.below(10)),
      '',
    ].join('\n');
  }).join('\n');
}

async function putDatabases(data: string, random: SeededBytes): Promise<void> {
  const messages = join(data, 'data/com.android.providers.telephony/databases/mmssms.db');
  const contacts = join(data, 'data/com.android.providers.contacts/databases/contacts2.db');
  for (const path of [messages, contacts]) await mkdir(dirname(path), { recursive: true, mode: 0o771 });
  writeMessages(messages, random, 2000);
  writeContacts(contacts, random, 300);
}

/** Photos, an archive and a mailbox below `media`, together about `bytes` bytes. */
export async function writeMedia(media: string, seed: string, bytes: number): Promise<void> {
  const random = new SeededBytes(`media ${seed}`);
  let left = bytes;
  for (let index = 0; left > 0; index++) {
    const size = Math.min(left, PHOTO_BYTES_MIN + random.below(PHOTO_BYTES_SPREAD));
    const name = `IMG_2024${String(1 + (index % 12)).padStart(2, '0')}${String(10 + (index % 18))}_${100000 + index}.jpg`;
    left -= await put(join(media, 'DCIM/Camera', name), makePhoto(random, size));
  }
}

/** Fills the tree that becomes /data with about `filledMib` MiB. */
export async function writeOwnerFiles(data: string, seed: string, filledMib: number): Promise<void> {
  const random = new SeededBytes(`owner ${seed}`);
  const media = join(data, 'media/0');
  const notes = paragraph(random, 4000);
  const mail = mailbox(random, 400);
  let used = await put(join(media, 'Documents/notes.txt'), notes);
  used += await put(join(media, 'Documents/mail-2024.mbox'), mail);
  used += await put(
    join(media, 'Download/backup.gz'),
    gzipSync(Buffer.concat([Buffer.from(mail), random.bytes(200_000)])),
  );
  const members = [
    { name: 'contract.txt', data: Buffer.from(paragraph(random, 900)) },
    { name: 'scan.jpg', data: makePhoto(random, 150_000) },
  ];
  used += await put(join(media, 'Download/papers.zip'), makeZip(members));
  await putDatabases(data, random);
  await writeMedia(media, seed, Math.max(0, filledMib * MIB - used - 400_000));
}
