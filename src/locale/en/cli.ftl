### What the command line says (src/cli).

server-open = Classroom open at { $address }
server-open-network = On the network: { $address }
server-fingerprint = Fingerprint of the certificate: { $fingerprint }
server-ticket = Ticket: sala client { $ticket }
code-file = Cannot read the class code in { $path } ({ $why }): check the path given with --class-code.
password-ask = The teacher's password:
password-again = Once more:
password-differs = The two passwords are not the same: nothing has changed; try again.
password-kept = Nothing has changed.
password-unreadable = Cannot read the password ({ $why }): nothing has changed; try again.
password-set = The password is kept in { $path }. Whoever is in the class types /teacher and answers with the password to teach.
server-lost-records = The class is over, but { $count ->
    [one] { $count } line was not recorded
   *[other] { $count } lines were not recorded
}: free some disk space or raise --journal-max.
server-failed = The system does not let the classroom open: { $why }. Check TMPDIR and the system limits.
server-urged = Ended in haste, as asked: the last lines may not have been recorded. Next time, wait a few seconds.

console-hint = /help: commands. Ctrl-D: ends the class. In another terminal: sala console{ $options }
child-failed = The server did not end well ({ $why }): open the classroom again; if it happens once more, "sala server </dev/null" shows why.
demo-port-taken = Port { $taken } is in use; this classroom uses { $port }.
demo-join-client = To come in from another terminal: { $program } client { $address }
demo-join-nc = or, with nothing installed:      nc { $host } { $port }
demo-bots = Those who come in soon are bots; their script is { $script }. Talk with them: /help shows the commands, /exit ends the class.
demo-name-taken = --name { $name }: that is the name of a bot in the script. Choose another.
demo-own-script = the one that comes with sala
demo-stopped = The script stopped at { $place } ({ $step }): { $why }
demo-one-scenario = { $path }: the script of the demonstration is one scenario, in which nobody comes in as a teacher.
no-temporary-folder = Cannot make a temporary folder: { $why }. Set TMPDIR and try again.

## sala bot run.

bots-unreadable = Cannot read { $path } ({ $why }): check the path.
bots-no-files = No .feature file in { $paths }: check the path.
bots-not-utf8 = { $path } is not in UTF-8: in the editor, use "Save as… UTF-8".
bots-no-story = { $path } is no file with a script: a script has at most 1 MiB and 10000 lines.
bots-one-report = { $path }: the two reports do not fit into one file; give each its own.
bots-more = … and { $count ->
    [one] { $count } more bot
   *[other] { $count } more bots
}
bots-bad-tag = { $place }: the tag asks for something that the server does not take: { $why }
bots-none = No scenario has these tags: check --tags.
bots-none-but-named = Nothing to run: these scenarios run only when --tags names them, as in --tags @{ $tag }.
bots-no-report = Cannot write to { $path } ({ $why }): choose another file.
bots-no-classroom = Cannot open a classroom for the scenario: { $why }
bots-no-signals = The system does not let signals be handled: { $why }. Check the system's limits.
bots-interrupted = Interrupted as you asked: the scenarios after this were not run.
bots-failed = { $failed } of { $all } { $all ->
    [one] scenario
   *[other] scenarios
} failed.
bots-passed = { $count ->
    [0] no scenario passed
    [one] { $count } scenario passed
   *[other] { $count } scenarios passed
}
bots-failed-count = { $count ->
    [one] { $count } failed
   *[other] { $count } failed
}
bots-skipped = { $count ->
    [one] { $count } skipped
   *[other] { $count } skipped
}
bots-needs-options = skipped: it needs a server opened with { $options }
bots-needs-console = skipped: someone teaches in it; name the server's data folder with --data
bots-needs-program = skipped: it is about the program that plays the classroom; only "sala lab check" has it in sight
bots-expected = expected
bots-got = received
bots-what = what happened
bots-cause = likely cause
bots-sight = what { $who } saw (> sent, < received):
bots-earlier = { $count ->
    [one] … { $count } line before
   *[other] … { $count } lines before
}
bots-parting-half = (stopped sending and reads on)
bots-parting-whole = (closed the connection)
bots-parting-reset = (was cut off: reset)
bots-entry-too-long = (a line that is too long and was not read)
bots-entry-ended = the server closed the connection
bots-entry-broken = the connection broke: { $why }
bots-entry-too-much = the server sent too much; reading stopped here
bots-entry-partial = { $text } (its end has not come)
