### What the command line says (src/cli).

server-open = Classroom open at { $address }
server-board = Board for the wall: { $page }
server-board-path = board
server-open-network = On the network: { $address }
server-fingerprint = Fingerprint of the certificate: { $fingerprint }
server-fingerprint-browser = The same as browsers show it: { $fingerprint }
server-page = In a browser: { $page }
server-ticket = Ticket: sala client { $ticket }
code-file = Cannot read the class code in { $path } ({ $why }): check the path given with --class-code.
password-ask = The teacher's password:
password-again = Once more:
password-differs = The two passwords are not the same: nothing has changed; try again.
password-kept = Nothing has changed.
password-unreadable = Cannot read the password ({ $why }): nothing has changed; try again.
password-set = The password is saved in { $path }. To teach, type /teacher in the class and answer with the password.
server-log-left-out = { $count ->
    [one] { $count } line was left out of this log
   *[other] { $count } lines were left out of this log
}: its reader had stopped reading.
server-failed = The classroom could not be opened: { $why }. Check TMPDIR and the system limits.
server-urged = Stopped at once, as you asked: the last lines may not have been recorded. Next time, wait a few seconds.
server-hung-up = The terminal was closed; the class goes on. “sala console” opens its console, SIGTERM ends it.

config-unreadable = Cannot read { $path } ({ $why }): check the path given with --config.
config-wrong = { $place }: { $why }; "sala config example" shows each option.
config-unknown = { $name } is no option for a file
config-flag = { $name } takes true or false
config-value = { $name } takes a text, a number, or a list of them
config-example = Options of "sala server", by their names. Uncomment what you change.
config-example-order = A variable (SALA_…) wins over this file, and an option on the command line over both.
config-example-show = "sala config show" says what is in force.
config-from-option = command line
config-from-default = built in

console-hint = /help: commands. Ctrl-D: ends the class. In another terminal: sala console{ $options }
console-open-already = A class is already open with this data folder. Enter opens its console; Ctrl-C leaves.
child-failed = The server failed ({ $why }): open the classroom again; if it happens again, "sala server </dev/null" shows why.
demo-port-taken = Port { $taken } is in use; this classroom uses { $port }.
demo-join-client = or from another terminal:        { $program } client { $address }
demo-join-nc = or, with nothing installed:      nc { $host } { $port }
demo-join-page = To join in a browser:           { $page }
demo-bots = Bots are about to come in (script: { $script }). /help shows the commands, /exit ends the class.
demo-name-taken = --name { $name }: that is the name of a bot in the script. Choose another.
demo-own-script = the one that comes with sala
demo-stopped = The script stopped at { $place } ({ $step }): { $why }
demo-one-scenario = { $path }: a script for the demonstration is one scenario, in which nobody comes in as a teacher.
no-temporary-folder = Cannot create a temporary folder: { $why }. Set TMPDIR and try again.

## sala bot run.

bots-unreadable = Cannot read { $path } ({ $why }): check the path.
bots-no-files = No .feature file in { $paths }: check the path.
bots-not-a-scenario = { $path } is not a script: a script has at most 1 MiB and 10000 lines.
bots-one-report = { $path }: the two reports cannot share one file; give each its own.
bots-more = … and { $count ->
    [one] { $count } more bot
   *[other] { $count } more bots
}
bots-bad-tag = { $place }: the tag asks for an option that the server does not accept: { $why }
bots-none = No scenario has these tags: check --tags.
bots-none-but-named = Nothing to run: these scenarios run only when --tags names them, as in --tags @{ $tag }.
bots-no-report = Cannot write to { $path } ({ $why }): choose another file.
bots-no-classroom = Cannot open a classroom for the scenario: { $why }
bots-no-signals = Cannot handle signals: { $why }. Check the system's limits.
bots-interrupted = Interrupted: the scenarios after this were not run.
bots-failed = { $failed } of { $all } { $all ->
    [one] scenario
   *[other] scenarios
} failed.
bots-passed = { $count ->
    [0] no scenario passed
    [one] { $count } scenario passed
   *[other] { $count } scenarios passed
}
bots-no-skips = { $count ->
    [one] { $count } scenario was
   *[other] { $count } scenarios were
} skipped, which --no-skips does not allow.
bots-failed-count = { $count ->
    [one] { $count } failed
   *[other] { $count } failed
}
bots-errors = { $count ->
    [one] { $count } error in files
   *[other] { $count } errors in files
}
bots-skipped = { $count ->
    [one] { $count } skipped
   *[other] { $count } skipped
}
bots-needs-options = skipped: it needs a server opened with { $options }
bots-needs-console = skipped: someone teaches in it; give the server's data folder with --data
bots-needs-password = skipped: it opens the classroom with a password for teaching
bots-needs-program = skipped: it checks the server program itself; only "sala lab check" can do that
bots-needs-bytes = it sends bytes as they are or ends only its own side, which no WebSocket can
bots-expected = expected
bots-got = received
bots-what = what happened
bots-cause = likely cause
bots-transcript = what { $who } saw (> sent, < received):
bots-earlier = { $count ->
    [one] … { $count } line before
   *[other] … { $count } lines before
}
bots-parting-half = (stopped sending and keeps reading)
bots-parting-whole = (closed the connection)
bots-parting-reset = (connection reset)
bots-entry-too-long = (a line too long to be read)
bots-entry-ended = the server closed the connection
bots-entry-broken = the connection broke: { $why }
bots-entry-too-much = the server sent too much; reading stopped here
bots-entry-partial = { $text } (unfinished line)

## Mistakes in the arguments.

usage-see-help = { $mistake }; see --help
usage-suggestion = ; did you mean { $other }?
usage-no-value = { $option } needs a value
usage-value = { $value } is no value for { $option }: { $why }
usage-one-of = use one of { $values }
usage-language = use pt-BR or en
usage-whole-number = use a whole number
usage-number = use a number
usage-range = that number is too large or too small
usage-at-least = use a number from { $from } up
usage-between = use a number from { $from } to { $to }
usage-unknown = there is no { $option } here
usage-extra = { $argument } is one argument too many
usage-subcommand = there is no command { $name }
usage-twice = { $option } is given twice
usage-conflict = { $option } does not go with { $other }
usage-missing = { $options } is missing
usage-missing-subcommand = a command is missing
usage-utf-8 = an argument is not UTF-8
usage-count = { $option } has too many or too few values
