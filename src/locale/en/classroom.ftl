### What the classroom says (src/classroom).

teacher-name = teacher

question = Welcome to the classroom! What is your name?
question-recorded = Welcome to the classroom! This conversation is recorded. What is your name?
question-code = Class code:
question-password = Password:
class-code = Class code: { $code }
code-wrong = That is not the class code: check it and type it again.
code-wrong-last = That is not the class code: ask your teacher for it and come in again.
code-guessed = Five wrong codes from { $address }: further attempts from there have to wait.
code-too-short = a class code has at least { $min } letters or digits.
code-too-long = a class code has at most { $max } bytes.
code-control = a class code has no control characters.
door-full = The classroom is full: try again later.
door-full-address = There are too many connections from this address: close one and try again.
arrivals-wait = Many people are coming in from this address: your turn is in { $seconds ->
    [one] { $seconds } second
   *[other] { $seconds } seconds
}.
arrivals-full = Too many people are already waiting to come in from this address: try again in a moment.
name-reserved = The name { $name } is reserved for teachers and the server: choose another.
name-yours = That is your name already.
name-taken = That name is in use (or too similar to one in use): { $name }. Choose another.
name-taken-away = Someone who was cut off may come back by that name: { $name }. Choose another, or ask the teacher to free it.
name-unusual = The name { $name } has characters that pass for ordinary letters (like ᴀ, ª or ²): choose another.
name-kept-out = That name cannot come in now: try again in { $time }.
room-locked-news = Door locked: { $name } tried to come in, from { $address }
room-locked = The classroom is locked: ask the teacher to open the door.
name-too-late = No name within { $seconds ->
    [one] { $seconds } second
   *[other] { $seconds } seconds
}: connect again when you want to come in.

here = { $count } here
here-group = { $count } in { $room }
joined = came in ({ $here })
left = left ({ $here })
left-words = left · «{ $words }» ({ $here })
left-lost = lost the connection ({ $here })
left-slow = left: slow connection ({ $here })
left-expelled = was sent out by the teacher ({ $here })
left-for-group = went to another group ({ $here })
left-idle = left: idle ({ $here })
idle-too-long = No line within { $minutes ->
    [one] { $minutes } minute
   *[other] { $minutes } minutes
}: come in again when you like.
renamed = (new name)
name-own = (your name in the class)
pass-given = This is your pass, yours alone: if the connection is lost, answer the question with { $name }, a space and the pass to be back where you were.
pass-of-console = The console needs no pass: it comes back whenever it likes.
pass-elsewhere = You came back over another connection; this one is closed.
missed-nothing = You missed nothing.
missed = { $count ->
    [0] You missed lines
    [one] The line that you missed
   *[other] The { $count } lines that you missed
}{ $more ->
    [0] :
    [one] ; { $more } before was left out:
   *[other] ; { $more } before were left out:
}
renamed-teacher = Your name is { $name } now.
connection = Connection from { $address } ({ $here })
connection-closed = Connection from { $address } closed before giving a name ({ $here })
with-address = { $text } · { $address }
crowd = { $changes } ({ $here })
crowd-came = { $count ->
    [one] { $count } person came in
   *[other] { $count } people came in
}
crowd-left = { $count ->
    [one] { $count } person left
   *[other] { $count } people left
}
crowd-strangers = { $count } { $count ->
    [one] notice about connections
   *[other] notices about connections
}
news-left-out = Your connection fell behind: { $count } { $count ->
    [one] notice was left out
   *[other] notices were left out
}.
goodbye = See you!
class-over = The class is over.
class-over-why = The class is over: { $why }

message-sent = (to { $name }) { $text }
message-to-oneself = That name is yours: choose someone else for the message.
nobody = There is nobody named { $name } here: /who shows who is.
nobody-hears = There is nobody to hear you here: /announce reaches the whole class, /room NAME goes to a group.
nobody-near = There is nobody named { $name } here. Did you mean { $near }?

line-too-long = That line is too long: at most { $max } bytes. The rest of it was not read.
line-end-within = A message is a single line: that one held more and was not read. Send them one by one.
line-not-utf8 = That line is not UTF-8 and was not read: set your terminal to UTF-8 and send it again.
line-too-fast = Slow down: too many lines in a short time. This one was not read; wait a little and send it again.
line-muted = Too many lines: wait { $seconds ->
    [one] { $seconds } second
   *[other] { $seconds } seconds
} and send it again.

who-count = { $count ->
    [0] Nobody here
    [one] 1 person here
   *[other] { $count } people here
}
who-stranger = not in the roster
who-muted = muted
who-class = { $count } in the whole class
who-line = { $name } · { $address } · since { $since }
history-not-kept = This classroom keeps no record of the conversation.
history-empty = There is no recorded conversation in this room yet.
history-needs-pass = Other meetings are shown only to people with a pass of this class, as far as they could read them then: answer the question for your name with NAME PASS. /pass gives you a pass.
history-day = %m/%d %H:%M
search-empty = Nothing found in what you could read.
attendance-empty = Nobody has been in a meeting of this class yet.
register-name = Name
register-late-mark = L
register-early-mark = E
register-legend = In minutes; — absent, L came more than { $grace } min after the beginning, E left more than { $grace } min before the end.
register-missing = Missing now ({ $count }): { $names }

minutes = { $count } min

no-voice = You are muted: ask the teacher with /hand or /msg.
no-voice-for = You are muted for { $time }: if you need to, ask the teacher with /hand or /msg.
muted = You are muted until further notice. To ask for help: /hand, or /msg to the teacher.
muted-for = You are muted for { $time }. To ask for help: /hand, or /msg to the teacher.
unmuted = You are no longer muted.
mute-news = Muted until further notice: { $name }
mute-news-for = Muted for { $time }: { $name }
unmute-nothing = Not muted: { $name }
name-freed-news = Name free again: { $name }
let-in-news = May come in again: { $name }
unmute-news = No longer muted: { $name }
not-for-teachers = This cannot be done to a teacher: { $name }.
expelled = The teacher has sent you out.
expelled-for = The teacher has sent you out; that name may come back in { $time }.
expelled-why = { $words } Reason: { $why }
kept-out-news = Kept out for { $time }: { $name }

mode-chat = Chat mode: what is said appears as it was typed.
mode-upper = Upper-case mode: what is said appears in UPPER CASE.
mode-lower = Lower-case mode: what is said appears in lower case.
mode-timestable = Times-table mode: type just a number and get its times table, which nobody else sees.
lecture-on = Lecture: what students say reaches only the teacher.
lecture-off = End of the lecture: the whole room hears everyone again.
lock-on = Door locked: nobody new can come in.
lock-off = Door open: anyone can come in.
whispers-on = Messages between students: on.
whispers-off = Messages between students: off. You can always write to the teacher.
whispers-in-lecture = During the lecture, messages go only to the teacher.
tally-on = Board: shows the votes of an open poll.
tally-off = Board: the votes of a poll are shown once it is closed.
whispers-are-off = Messages between students are off: speak to the room or write to the teacher.
switch-stands = No change. { $words }
state = Now: { $mode ->
    [mode-upper] upper-case mode
    [mode-lower] lower-case mode
    [mode-timestable] times-table mode
   *[mode-chat] chat mode
} · { $lecture ->
    [on] lecture on
   *[off] lecture off
} · { $lock ->
    [on] door locked
   *[off] door open
} · { $whispers ->
    [on] messages on
   *[off] messages off
} · { $tally ->
    [on] tally on
   *[off] tally off
}

group-name = group-{ $number }
group-yours = Where you are: { $here }
group-others = Other places: { $rooms }
group-name-refused = Group name: { $rule }
group-name-alike = The name { $name } cannot be used for a group (it is reserved or too similar to another): choose another.
moved-news = moved to another group
split = The class is in { $count } { $count ->
    [one] group
   *[other] groups
}.
split-too-many = There { $count ->
    [0] are no students
    [one] is { $count } student
   *[other] are { $count } students
} in the class: ask for at most one group per student.
joined-all = The class is together again.

hand-raised = your place in the queue is { $place }
hand-news = { $count } in the queue
hand-of-teacher = The queue is for students: /queue shows who is waiting, /next calls the next one.
hand-lowered = you lowered your hand
hand-lowered-news = lowered their hand
hand-gone = left the queue
hand-not-raised = Your hand is not raised: /hand raises it.
hand-down = Not in the queue: { $name }. /queue shows who is.
queue-empty = The queue is empty.
queue-all-away = Everyone in the queue has lost the connection: /queue shows them.
queue-line = { $place }. { $name } · since { $since }
queue-away = (not connected)
turn = has the floor now.
turn-yours = it's your turn: the teacher will talk to you.

poll-how = vote with /vote and the number
poll-yes = yes
poll-no = no
poll-open-already = A poll is already open: /poll alone shows the result and closes it.
poll-none = There is no open poll.
poll-none-to-close = There is no open poll. To open one: /poll is it clear? | yes | no
poll-votes = { $total ->
    [0] no votes
    [one] { $total } vote
   *[other] { $total } votes
} · { $here }
poll-votes-gone = { $votes }; apart from that, votes of those who have left: { $counts }
vote-number = Vote with a number from 1 to { $max }: /vote 1
vote-counted = Vote: { $option }
vote-changed = Vote changed: { $option }

quiz-begins = Times-table quiz: { $count ->
    [one] { $count } question
   *[other] { $count } questions
}. Type just the result; the first right answer scores, wrong ones cost nothing.
quiz-question = What is { $a } × { $b }?
quiz-right = a point for { $name }: { $solution }
quiz-wrong = Not yet: try again.
quiz-nobody = time is up: { $solution }
quiz-ends = end of the quiz
quiz-on-already = A quiz is already running: /quiz 0 ends it.
quiz-off = No quiz is running: /quiz 5 starts one with 5 questions.

tls-hello = { $address } tried TLS at an address without it (tls:// is only for the address given with --tls-listen)
tls-refused = This address does not use TLS: come in without tls://, or use the address of the encrypted channel.

attempts-wait = Too many wrong answers from this address: yours will be checked in { $seconds } seconds.
attempts-full = Too many attempts from this address: try again in a few minutes.
teach-already = You are already a teacher in this classroom: /help shows what you can do.
teach-in-clear = From here the password would not be safe: use sala console on the server's machine, the encrypted channel (tls://) or, in a browser, a server with --cert.
teach-no-password = This classroom has no teacher's password: set one on the server's machine, with sala server password.
teach-unasked = That line was not read, because it could be the password: if it was not, send it again.
teach-words = Do not type the password after the command: type /teacher alone and answer the question. If that was the password, change it with sala server password.
teach-not = Nothing has changed.
teach-wrong = Wrong password: type /teacher to try again.
teach-busy = Too many passwords are waiting to be checked: type /teacher again in a moment.
teach-failed = The password could not be checked: the server's machine shows why.
teach-right = You are a teacher now: /help shows what you can do. If you leave and come in again, repeat /teacher.
teaches = teaches this class.
teach-right-note = Is a teacher now, by the password: { $name } · { $address }
teach-wrong-note = Wrong password at /teacher: { $name } · { $address }

board-is-silent = A board only shows: to speak, join with a name on another connection.
