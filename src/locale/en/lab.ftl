### What the lab says about lessons and about a learner's program (src/lab).

## Lessons.

lab-lesson = Lesson { $number } · { $title }
lab-minutes = { $minutes } min
lab-needs = *{ $minutes } minutes.* { $needs }
lab-lesson-missing = { $path }: this file is missing, or is not UTF-8.
lab-lesson-sheet = { $path }: { $why }
lab-hint-last = That was the last hint.
lab-no-lesson = There is no lesson { $number }: lessons go from 1 to { $last }. "sala lab list" shows them all.
lab-no-lessons = There are no lessons in { $path }: each is a folder like 01-listen.
lab-no-lessons-folder = There is no folder { $path } here. Solutions and mistakes are not part of the program: go to the project's folder, or name the one with the lessons: sala lab lint DIR
lab-which-language = Which language? There are starters in: { $languages }.
lab-file = { $path }: { $why }.
lab-hint = Hint { $at } of { $all }: { $hint }

## The learner's folder.

lab-no-assignment = { $path } has no lab.toml, which says how the program starts. Write the command after --, as in: sala lab check 1 -- python3 servidor.py; or begin with: sala lab start 1 FOLDER
lab-no-folder = There is no folder { $path }: check its name.
lab-assignment-form = { $path }: { $why }. This file has a line like: command = "python3 servidor.py"
lab-command = Cannot understand the command “{ $command }”: check the quotes in lab.toml.
lab-taken = { $path } already exists and was not overwritten: choose another folder, or go on with the program that is there.
lab-no-program = There is no program in { $language }.
lab-no-starter = Lesson { $number } has no starter in { $language }: go on with your own program. In its folder, read the lesson (sala lab show { $number }), change the program and check it: sala lab check { $number }. Those who want a fresh program find one in: { $others }.
lab-started = { $folder } now has: { $files }. Go into the folder, read the lesson (sala lab show { $number }), change the program and check it: sala lab check { $number }
lab-progress-form = { $path }: { $why }. Delete the file: it only records what has passed.
lab-status = { $count ->
    [0] None of the { $all } lessons has passed in this folder yet.
    [one] { $count } of { $all } lessons has passed in this folder.
   *[other] { $count } of { $all } lessons have passed in this folder.
}
lab-next = Next: lesson { $number }, { $title } (sala lab show { $number }).
lab-all-passed = That is all: there are no more lessons. Well done!
lab-no-next = This is the last lesson.

## The program.

lab-not-found = The program “{ $program }” was not found: check the name and the folder, or install it.
lab-not-started = The program “{ $program }” did not start: { $why }.
lab-flaw-folder = “{ $file }” is a folder: give the program to start, with its arguments.
lab-flaw-no-slash = “{ $file }” is in this folder, but the system looks there only if there is a slash: write ./{ $file }
lab-flaw-not-executable = The file “{ $file }” is not executable: run chmod +x { $file }
lab-flaw-carriage-return = The first line of “{ $file }” ends in \r\n, as on Windows, so the system looks for an interpreter with \r in its name: save the file with Unix line endings (LF).
lab-flaw-format = The system cannot execute “{ $file }”: its first line has no #! (nothing may come before it), or it was compiled for another machine.
lab-no-interpreter = The first line of “{ $file }” asks for the interpreter “{ $interpreter }”, which was not found: correct that line, or install it.
lab-other-address = It listens on the right port, but only at the address { $ip }: listen on 127.0.0.1.
lab-datagrams = The program receives datagrams (UDP) on that port, not connections: create a TCP socket (SOCK_STREAM) and call listen().
lab-background = The program went to the background: the process that was started has ended, but another one that it left behind is still running. Keep the server in the process that was started (no &, no daemon).
lab-not-built = The program could not be built ({ $ending }).
lab-build-too-long = The build of the program did not end within { $seconds } s.
lab-ended-at-once = The program ended without listening on any port ({ $ending }).
lab-ended-saying = The program ended without listening on any port ({ $ending }): { $words }
lab-ending-code = exit code { $code }
lab-ending-signal = signal { $signal }{ $signal ->
    [2] {""}: SIGINT, interrupted
    [4] {""}: SIGILL, invalid instruction
    [6] {""}: SIGABRT, the program aborted
    [7] {""}: SIGBUS, invalid memory access
    [8] {""}: SIGFPE, impossible arithmetic, such as a division by zero
    [9] {""}: SIGKILL, killed
    [11] {""}: SIGSEGV, invalid memory access
    [13] {""}: SIGPIPE, it wrote to a connection that the other side had closed
    [15] {""}: SIGTERM, asked to end
   *[other] {""}
}
lab-escaped = The program escaped from the grader: it ended the process that watches it (its parent), or starts processes faster than they can be ended. Check with "ps" whether anything is still running.
lab-port-in-use = The port that the program wants is already in use: another program has it, or the number is fixed in the code. Use the port in the environment variable PORT.
lab-elsewhere = It listens on { $port }, not on PORT: read the port from the environment variable PORT.
lab-not-listening = The program started, but was not listening on any port after { $seconds } s: does it get as far as listen()? If it just needs more time to start, use --start-limit { $more }
lab-no-connection = The program did not complete the connection ({ $why }).
lab-turned-away = the server closed { $name }'s connection, although that name is valid.
lab-crash-passed = the program printed an error: { $words }
lab-refused = The program no longer accepts connections on its port.
lab-not-tls = The program does not speak TLS on that port.
lab-other-certificate = The program shows another certificate, not the one in CERT.
lab-too-long = The conversation did not end within { $seconds } s: the program answers too slowly, or never stops.
lab-crashed = the program, or part of it, crashed with: { $words }. Look for that line in what the program printed.
lab-ended-midway = the program ended in the middle of the conversation ({ $ending }).
lab-reread = Read lesson { $lesson } again: sala lab show { $lesson }
lab-asked-for = This step needs only what lesson { $lesson } asks for.
lab-nobody = Nobody answers at { $at }: check the address, and that your program is running.
lab-few-files = The grader failed, and the program is not to blame: the grader may open only { $limit } files and connections, and needs { $needed } (ulimit -n).
lab-trouble = The grader failed, and the program is not to blame: { $why }.

## The box that programs of others run in.

lab-box-not-linux = Only Linux has what a box is made of: grade in a virtual machine with Linux.
lab-box-no-bubblewrap = bubblewrap, which makes the box, is not installed: sudo apt install bubblewrap
lab-box-old = This bubblewrap is too old for the box: it does not know { $option }. Install version 0.8 or later.
lab-box-wsl1 = WSL 1 has no Linux kernel, and so no box. In Windows: wsl --set-version NAME 2 (wsl -l -v shows the name).
lab-box-container = This container lets nobody make namespaces, and so no box. Start it with --security-opt seccomp=unconfined --security-opt apparmor=unconfined --security-opt systempaths=unconfined; if the container itself is the box: --sandbox none
lab-box-apparmor = AppArmor lets nobody make namespaces, and so no box, as on Ubuntu since 23.10. Until the next boot: sudo sysctl -w { $setting }=0; for good, and for bubblewrap alone, with the profile in lessons/teachers.md.
lab-box-setting = This system lets nobody make namespaces, and so no box: sudo sysctl -w { $setting }={ $value }
lab-box-taken = The box shows its files in { $path }, which is not a folder of yours: have it removed.
lab-box-other = No box can be made here: { $why }.
lab-box-refused = { $why } To run the programs of others without a box, with all that is yours in their reach: --sandbox none
lab-box-without = { $why } The program runs without a box.
lab-box-build = { $why } Builds run in a box without a network: what they need has to be in the folder or installed here.
lab-excess-memory = The program used more than { $mebibytes } MiB of memory and was ended: something in it grows without a limit.
lab-excess-tasks = The program started { $limit } processes and threads and was ended: something in it starts them without a limit.
lab-excess-disk = The program filled the { $mebibytes } MiB that it has for files and was ended: something in it writes without a limit.
lab-too-large = The folder is too large to be graded in a box: remove what the program does not need, such as what was built. The teacher can give more room: --box-disk MIB

## What is printed.

lab-step = step
lab-look = where to look
lab-same-cause = The same as above.
lab-remark = a remark, not a failure
lab-unverified = not verified: only possible when the grader starts the program
lab-untried = not tried
lab-said = what the program printed:
lab-transcript = what { $who } saw (> sent, < received, | the program printed):
lab-passed = Lesson { $number }: passed ({ $seconds } s).
lab-failed = Lesson { $number }: not yet ({ $seconds } s). Hints: sala lab hint { $number }
lab-not-verified = Lesson { $number }: nothing failed, but not everything was verified ({ $seconds } s). To check everything, let the grader start the program: sala lab check { $number } -- COMMAND
lab-nothing-built = The program was not built; nothing was graded.
lab-lessons-failed = Not everything has passed yet. Lessons left: { $lessons }.
lab-which = Which lesson? Write its number, or --upto N, or --all: sala lab check 1 -- python3 servidor.py
lab-interrupted = Interrupted; the programs that were started have been stopped.
lab-saved = Saved; grading again.
lab-keys = Save to grade again. Keys: r grade again · h hint · n next lesson · q quit
lab-waiting = Save to grade again. Ctrl-C quits.
lab-only-polled = The system does not report file changes ({ $why }): looking at the files every 2 s.
lab-folder = folder
lab-total = total
lab-grader-ended = The process that graded this folder was ended midway ({ $ending }), perhaps by the program itself: look at the code.
lab-grader-silent = The process that graded this folder stopped for { $seconds } s and was ended; perhaps the program itself stopped it: look at the code.
lab-report-failed = { $count ->
    [one] { $count } folder has not passed everything yet.
   *[other] { $count } folders have not passed everything yet.
}
lab-note = lesson { $number }: { $why }

## What is wrong with lessons, for their authors.

lab-lint-hints = hints are missing, or one is empty.
lab-lint-no-check = there is no check "{ $check }" in lesson.toml.
lab-lint-untagged = the scenario "{ $scenario }" must have the tag of exactly one check.
lab-lint-no-scenario = the check "{ $check }" has no scenario.
lab-lint-unproved = no broken program fails "{ $check }": write one.
lab-lint-sections = the two pages do not have the same sections.
lab-lint-length = the page has { $words } words; there should be { $least } to { $most }.
lab-lint-stale = the generated part is out of date, or its place is missing: run "make docs".
lab-lint-few-broken = { $count ->
    [one] there is { $count } broken program; there must be at least { $least }.
   *[other] there are { $count } broken programs; there must be at least { $least }.
}
lab-lint-mistake = "{ $mistake }": { $why }
lab-edit-nowhere = “{ $find }” is nowhere in the solution: copy the lines to find from the solution as they are now.
lab-edit-often = “{ $find }” is in the solution { $count } times (lines { $lines }): add the lines around it until it is there once.
lab-edit-overlap = “{ $find }” is part of another edit: make one edit of the two.
lab-lint-no-topic = "{ $topic }" in teaches is not a cause. The causes are: { $known }.
lab-lint-no-sight = "{ $seen }" in look is not something that can be seen. These can: { $known }.
lab-lint-taught-twice = lesson { $lesson } teaches "{ $topic }" too: remove it from teaches in one of the two.
lab-lint-no-language = languages.toml has no language "{ $language }": add it there, or correct the name here.
lab-lint-pattern = “{ $pattern }” is not a regular expression: { $why }.
lab-lint-no-words = a pitfall has no words in { $tag }.
lab-lint-same-name = two mistakes are called "{ $mistake }": rename one.
lab-lint-stale-golden = the mistake "{ $mistake }" no longer exists: sala lab lint --write removes its message.
lab-absorb-unknown = { $path }: no lesson has this program. For a new mistake, first add a [[mistake]] with name, fails and about to mistakes.toml.
lab-not-empty = { $path } is not an empty folder: choose a new or empty one.
lab-materialized = { $count } files written to { $path }. After you change any of them: sala lab lint --absorb { $path }
lab-absorbed = { $count ->
    [0] Nothing had changed.
    [one] { $count } file of the lessons written.
   *[other] { $count } files of the lessons written.
}
lab-new-name = “{ $name }” cannot be a lesson's folder: write a two-digit number, a hyphen and a lowercase word, as in 14-rooms.
lab-new-taken = { $folder } already has this number: choose another.
lab-new-made = { $path } created. It still has the previous lesson's solution. Left to write:
lab-lint-no-program = the program is missing.
lab-lint-mishap = { $why }
lab-lint-fails = it should pass, and fails "{ $check }": { $why }
lab-lint-passes = it should fail "{ $check }", and passes.
lab-lint-golden = the message is now: { $now }
lab-lint-skipped = { $language } skipped: “{ $tool }” was not found. Install it to try these programs (Debian: apt install { $package }).
lab-lint-without = { $language }: lesson { $number } was not tried, because “{ $tool }” was not found (Debian: { $package }).
lab-lint-failed = { $count ->
    [one] { $count } thing to fix in the lessons.
   *[other] { $count } things to fix in the lessons.
}
lab-lint-passed = { $lessons ->
    [one] { $lessons } lesson in order
   *[other] { $lessons } lessons in order
}; { $programs ->
    [one] { $programs } program tried
   *[other] { $programs } programs tried
}.
