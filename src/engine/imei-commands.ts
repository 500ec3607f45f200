/**
 * How an IMEI is asked for, by the release: the calls of the service and their arguments changed (AOSP
 * frameworks/base/telephony/java/com/android/internal/telephony/IPhoneSubInfo.aidl). The name of the calling package
 * came with Android 6. With Android 11 came a tag behind it, for all calls but the first, which stayed as it was for old
 * programs: there is none to give here, so null is written, which is -1 in place of a length. Android 13 and later
 * refuse a call with more than it asks for, so each gets exactly its own.
 */

export type ImeiReading = 'imei' | 'imei-second';

export const IMEI_COMMANDS: Readonly<Record<ImeiReading, string>> = {
  imei: 'service call iphonesubinfo 1 s16 com.android.shell',
  'imei-second': 'service call iphonesubinfo 4 i32 1 s16 com.android.shell i32 -1',
};

interface Older {
  readonly upTo: number;
  readonly commands: Partial<Readonly<Record<ImeiReading, string>>>;
}

const OLDER: readonly Older[] = [
  // To Android 5.0 the service tells it in words, and knows slots only by numbers that differ from phone to phone.
  { upTo: 21, commands: { imei: 'dumpsys iphonesubinfo' } },
  {
    upTo: 22,
    commands: { imei: 'service call iphonesubinfo 1', 'imei-second': 'service call iphonesubinfo 3 i32 1' },
  },
  {
    upTo: 29,
    commands: {
      imei: IMEI_COMMANDS.imei,
      'imei-second': 'service call iphonesubinfo 3 i32 1 s16 com.android.shell',
    },
  },
];

/** Undefined where this release has no such call. @param sdk undefined when the phone does not tell */
export function imeiCommand(name: ImeiReading, sdk: number | undefined): string | undefined {
  // Another call of an unknown release could answer with a number that is no IMEI.
  if (sdk === undefined) return name === 'imei' ? IMEI_COMMANDS.imei : undefined;
  const older = OLDER.find(({ upTo }) => sdk <= upTo);
  return older ? older.commands[name] : IMEI_COMMANDS[name];
}
