/**
 * What `cmd testharness enable` answers (AOSP frameworks/base TestHarnessModeService.java, Android 10 and later; the words
 * of `cmd` itself: frameworks/native/cmds/cmd). Accepted means that the reset was asked for, and nothing more.
 */
export type HarnessAnswer = 'accepted' | 'lock-screen' | 'failed' | 'no-service' | 'forbidden' | 'not-understood';

interface Row {
  readonly answer: HarnessAnswer;
  readonly exitCode?: number;
  readonly pattern: RegExp;
}

const ROWS: readonly Row[] = [
  { answer: 'no-service', pattern: /Can't find service: testharness/ },
  { answer: 'lock-screen', exitCode: 2, pattern: /Test Harness Mode cannot be enabled if there is a lock screen/ },
  /** No persistent data block, or it cannot be written. */
  { answer: 'failed', exitCode: 1, pattern: /Failed to enable Test Harness Mode/ },
  { answer: 'forbidden', pattern: /SecurityException|You must hold android\.permission\.ENABLE_TEST_HARNESS_MODE/ },
  { answer: 'accepted', exitCode: 0, pattern: /^\s*$/ },
];

export function harnessAnswer(said: { exitCode: number; stdout: string; stderr: string }): HarnessAnswer {
  const words = `${said.stdout}\n${said.stderr}`;
  const row = ROWS.find(
    ({ exitCode, pattern }) => (exitCode === undefined || exitCode === said.exitCode) && pattern.test(words),
  );
  return row?.answer ?? 'not-understood';
}
