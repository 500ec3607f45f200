/** Real SQLite databases in the shape of Android's telephony and contacts providers. */
import { DatabaseSync } from 'node:sqlite';
import type { SeededBytes } from './seeded-bytes.ts';
import { personName, phoneNumber, sentence } from './sentences.ts';

const FIRST_MESSAGE_MS = Date.UTC(2024, 0, 5);

/** mmssms.db with `count` short messages. */
export function writeMessages(path: string, random: SeededBytes, count: number): void {
  const database = new DatabaseSync(path);
  try {
    database.exec(`PRAGMA page_size=4096; PRAGMA user_version=67; BEGIN;
      CREATE TABLE android_metadata (locale TEXT);
      CREATE TABLE sms (_id INTEGER PRIMARY KEY, thread_id INTEGER, address TEXT, person INTEGER, date INTEGER,
        date_sent INTEGER DEFAULT 0, protocol INTEGER, read INTEGER DEFAULT 0, status INTEGER DEFAULT -1,
        type INTEGER, body TEXT, service_center TEXT, seen INTEGER DEFAULT 0);`);
    database.prepare('INSERT INTO android_metadata VALUES (?)').run('en_US');
    const insert = database.prepare(
      'INSERT INTO sms (thread_id, address, date, read, type, body, seen) VALUES (?, ?, ?, 1, ?, ?, 1)',
    );
    for (let index = 0; index < count; index++) {
      const date = FIRST_MESSAGE_MS + index * 3_600_000 + random.below(3_000_000);
      insert.run(random.below(24), phoneNumber(random), date, 1 + random.below(2), sentence(random));
    }
    database.exec('COMMIT');
  } finally {
    database.close();
  }
}

/** contacts2.db with `count` people. */
export function writeContacts(path: string, random: SeededBytes, count: number): void {
  const database = new DatabaseSync(path);
  try {
    database.exec(`PRAGMA page_size=4096; BEGIN;
      CREATE TABLE raw_contacts (_id INTEGER PRIMARY KEY, display_name TEXT, account_id INTEGER, deleted INTEGER);
      CREATE TABLE data (_id INTEGER PRIMARY KEY, raw_contact_id INTEGER, mimetype_id INTEGER, data1 TEXT);`);
    const person = database.prepare('INSERT INTO raw_contacts (display_name, account_id, deleted) VALUES (?, 1, 0)');
    const detail = database.prepare('INSERT INTO data (raw_contact_id, mimetype_id, data1) VALUES (?, 5, ?)');
    for (let index = 0; index < count; index++) {
      person.run(personName(random));
      detail.run(index + 1, phoneNumber(random));
    }
    database.exec('COMMIT');
  } finally {
    database.close();
  }
}
