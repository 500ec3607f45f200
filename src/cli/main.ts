/** The command line: finds the command, runs it, and turns whatever goes wrong into words and an exit code. */
import { Command, CommanderError } from 'commander';
import { EXIT, exitOfFault } from '../faults/exit-codes.ts';
import { asFault, Fault } from '../faults/fault.ts';
import { faultText } from '../report/fault-text.ts';
import { toolVersion } from './tool-version.ts';

type Loader = () => Promise<Command>;

/** A command is loaded when it is asked for, so that the others cost nothing. */
const COMMANDS: Readonly<Record<string, { readonly about: string; readonly load: Loader }>> = {
  init: {
    about: 'settings and signing key for this bench; asks a few things',
    load: async () => (await import('./commands/init.ts')).initCommand(),
  },
  doctor: {
    about: 'what is installed, what is missing, and the command that mends it',
    load: async () => (await import('./commands/doctor.ts')).doctorCommand(),
  },
  detect: {
    about: 'show the phones on the cables, and what to do with each',
    load: async () => (await import('./commands/detect.ts')).detectCommand(),
  },
  identify: {
    about: 'who a phone is, out of a saved dump of its properties; no phone needed',
    load: async () => (await import('./commands/identify.ts')).identifyCommand(),
  },
  plan: {
    about: 'what would be done to a phone, and what could be claimed; changes nothing',
    load: async () => (await import('./commands/plan.ts')).planCommand(),
  },
  wipe: {
    about: 'erase a phone, verify it, write a signed certificate',
    load: async () => (await import('./commands/wipe.ts')).wipeCommand(),
  },
  resume: {
    about: 'take up a run that was interrupted',
    load: async () => (await import('./commands/resume.ts')).resumeCommand(),
  },
  sample: {
    about: 'read a storage at random places and say what that proves; a phone or an image; changes nothing',
    load: async () => (await import('./commands/sample.ts')).sampleCommand(),
  },
  destroy: {
    about: 'a signed record that a dead phone was destroyed; never a certificate of erasure',
    load: async () => (await import('./commands/destroy.ts')).destroyCommand(),
  },
  validate: {
    about: "sign a person's decision to accept or reject what a certificate says",
    load: async () => (await import('./commands/validate.ts')).validateCommand(),
  },
  qc: {
    about: 'an independent check of a random part of what was wiped: plan and record',
    load: async () => (await import('./commands/qc.ts')).qcCommand(),
  },
  certificate: {
    about: 'show or verify a certificate, or another signed document',
    load: async () => (await import('./commands/certificate.ts')).certificateCommand(),
  },
  ledger: {
    about: 'list, show and check the log of all certificates',
    load: async () => (await import('./commands/ledger.ts')).ledgerCommand(),
  },
  keys: {
    about: 'make and show the signing key',
    load: async () => (await import('./commands/keys.ts')).keysCommand(),
  },
  profiles: {
    about: 'which phones are known, how each is erased, and why; check profiles of your own',
    load: async () => (await import('./commands/profiles.ts')).profilesCommand(),
  },
  virtual: {
    about: 'virtual phones on a real adb server, for trying out, demos and CI',
    load: async () => (await import('./commands/virtual.ts')).virtualCommand(),
  },
};

async function programFor(name: string | undefined): Promise<Command> {
  const program = new Command('wipebench')
    .description('Wipes phones by the route their maker really offers, verifies it, and signs a certificate.')
    .version(toolVersion(), '-V, --version')
    .exitOverride()
    .showSuggestionAfterError()
    .addHelpText('after', '\nStart with `wipebench doctor`, then `wipebench init`, then `wipebench detect`.');
  const wanted = name === undefined ? undefined : COMMANDS[name];
  if (wanted) {
    const command = await wanted.load();
    command.exitOverride();
    for (const child of command.commands) child.exitOverride();
    program.addCommand(command);
  } else {
    for (const [command, { about }] of Object.entries(COMMANDS)) program.command(command).description(about);
  }
  return program;
}

/** For programs that read standard output: what went wrong, and the summary that ends every output. */
function complainInJson(fault: Fault): void {
  const { code, message, hint, touched } = fault;
  process.stdout.write(`${JSON.stringify({ type: 'error', code, message, hint: hint ?? null, touched })}\n`);
  process.stdout.write(`${JSON.stringify({ type: 'summary', exit: exitOfFault(code, touched) })}\n`);
}

function complain(fault: Fault, json: boolean): void {
  process.stderr.write(`${faultText(fault)}\n`);
  if (json) complainInJson(fault);
}

/** A wrong command line, of which commander has told people already. */
function misused({ message, code }: CommanderError): Fault {
  // Where a command has others below it, commander shows its help, and that is no message.
  const words = code === 'commander.help' ? 'A command is missing; the help names them.' : message;
  return new Fault('USAGE_ARGUMENT', words.replace(/^error: /, ''));
}

/** @param argv as in `process.argv`. @returns the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  // `wipebench … | head` closes the pipe early: that is the reader's right, and no bug.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(EXIT.ok);
  });
  const words = argv.slice(2);
  const json = words.includes('--json');
  try {
    const program = await programFor(words.find((word) => !word.startsWith('-')));
    if (words.length === 0) {
      program.outputHelp();
      return EXIT.ok;
    }
    await program.parseAsync([...argv]);
    return Number(process.exitCode ?? EXIT.ok);
  } catch (error) {
    // Commander has already printed its words; only its own successes (help, version) are 0.
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return EXIT.ok;
      if (json) complainInJson(misused(error));
      return EXIT.usage;
    }
    const fault = asFault(error);
    complain(fault, json);
    return exitOfFault(fault.code, fault.touched);
  }
}
