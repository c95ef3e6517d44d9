### What the classroom says (src/classroom).

teacher-name = teacher

question = Welcome to the classroom! What is your name?
question-recorded = Welcome to the classroom! This conversation is recorded. What is your name?
door-full = The classroom is full: try again later.
door-full-address = There are too many connections from this address: close one and try again.
name-reserved = The name { $name } is reserved for teachers and the server: choose another.
name-yours = That is your name already.
name-taken = That name is in use (or too like one in use): { $name }. Choose another.
name-too-late = No name within { $seconds ->
    [one] { $seconds } second
   *[other] { $seconds } seconds
}: connect again when you want to come in.

present = ({ $count } here)
joined = came in ({ $count } here)
left = left ({ $count } here)
left-words = left: { $words } ({ $count } here)
left-lost = lost the connection ({ $count } here)
left-slow = left: slow connection ({ $count } here)
renamed = (new name)
renamed-teacher = Your name is { $name } now.
connection = Connection from { $address } ({ $count } here)
connection-closed = Connection from { $address } closed before giving a name ({ $count } here)
with-address = { $text } · { $address }

goodbye = See you!
class-over = The class is over.
class-over-why = The class is over: { $why }

message-sent = (to { $name }) { $text }
message-to-oneself = That name is yours: choose someone else for the message.
nobody = There is nobody named { $name } here: /who shows who is.
nobody-near = There is nobody named { $name } here. Did you mean { $near }?

line-too-long = That line is too long: at most { $max } bytes. The rest of it was not read.
line-not-utf8 = That line is not UTF-8 and was not read: set your terminal right and send it again.
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
who-line = { $name } · { $address } · since { $since }
history-not-kept = This classroom keeps no record of the conversation.
history-empty = There is no recorded conversation in this room yet.
history-day = %m/%d %H:%M
