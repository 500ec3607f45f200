/**
 * A program of its own, started by `unprivileged.test.ts` under a user who may do nothing: makes a phone, wipes it through
 * the boot loader message and prints as JSON what it saw. The folder for everything is its only argument.
 */
import { readFile } from 'node:fs/promises';
import { reach, small, startTestBench, WRITE_BCB } from './bench-fixture.ts';

const BLOCK = 4096;
const [folder = ''] = process.argv.slice(2);

const definition = await small('userdebug-honest');
const bench = await startTestBench([definition], undefined, folder);
try {
  const phone = bench.phone(definition.name);
  const node = phone.rawPath('userdata');
  const refused = await bench.on(phone, 'shell', 'dd if=/dev/block/by-name/userdata count=1; ls /data');
  const becomeRoot = async () => {
    await bench.on(phone, 'root');
    await bench.on(phone, 'wait-for-device');
  };
  const look = async () => ({
    raw: await readFile(node),
    uid: await bench.shell(phone, 'id -u'),
    id: await bench.shell(phone, 'settings get secure android_id'),
    key: await bench.shell(phone, 'sha256sum </metadata/vold/metadata_encryption/key/encrypted_key'),
    files: await bench.shell(phone, 'ls /sdcard'),
    read: await bench.shell(phone, 'dd if=/dev/block/by-name/userdata bs=1M 2>/dev/null | wc -c'),
  });
  await becomeRoot();
  const before = await look();
  await bench.shell(phone, WRITE_BCB);
  await reach(() => bench.on(phone, 'reboot', 'recovery'), phone, 'system');
  await becomeRoot();
  const after = await look();
  const blocks = { written: 0, survived: 0 };
  const zero = Buffer.alloc(BLOCK);
  for (let at = 0; at < before.raw.length; at += BLOCK) {
    const old = before.raw.subarray(at, at + BLOCK);
    if (old.equals(zero)) continue;
    blocks.written++;
    if (old.equals(after.raw.subarray(at, at + BLOCK))) blocks.survived++;
  }
  const { raw: _before, ...seenBefore } = before;
  const { raw: _after, ...seenAfter } = after;
  const said = {
    uid: process.getuid?.(),
    node,
    refused: { stdout: refused.stdout.toString(), stderr: refused.stderr },
    before: seenBefore,
    after: seenAfter,
    blocks,
    reason: await bench.shell(phone, 'getprop sys.boot.reason'),
    log: await bench.shell(phone, 'cat /cache/recovery/last_log'),
    trouble: bench.events.filter(({ type }) => type === 'phone-trouble'),
  };
  console.log(JSON.stringify(said));
} finally {
  await bench.close();
}
