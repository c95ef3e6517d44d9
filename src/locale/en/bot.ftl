### What the bots say about a scenario and how it went (src/bot).

## What is wrong in a file.

bot-file-syntax = I do not understand the file from here on: each step begins with Given, When, Then, And or But ("# language: pt" on the first line for Portuguese), and in a table \ is written \\.
bot-file-step = “{ $step }”: { $why }
bot-file-no-steps = this scenario has no steps: write at least one.
bot-file-no-keyword = “{ $step }” looks like a step but does not begin with Given, When, Then, And or But.
bot-file-no-column = there is no column <{ $name }> in the examples: check the name.
bot-file-no-rows = this outline has no rows of examples: put "Examples:" below it and a table with a head and at least one row.
bot-fault-language = I do not know the language "{ $tag }": write "# language: pt" or "# language: en" on the first line.
bot-fault-unknown = “{ $text }” cannot stand here: a step begins with Given, When, Then, And, But or *, and a title ends with a colon, as in "Scenario:".
bot-fault-open-text = the text that begins here with """ does not end: close it with another line with """.
bot-fault-cells = this row of the table has { $got } columns and the head has { $wanted }: check the bars (a bar in a text is written \|).
bot-fault-open-row = this row of the table does not end with |: close it.
bot-file-no-scenarios = there is no scenario in this file: write one.

bot-step-unknown = I do not know this step: "sala bot steps" lists all.
bot-step-unknown-near = I do not know this step. Did you mean: { $near }? "sala bot steps" lists all.
bot-step-escape = I do not know { $escape }: use \n, \r, \t, \0, \e, \\, \" or \xff.
bot-step-regex = the regular expression is not valid: { $why }.
bot-step-count = the number { $number } will not do: use one from 1 to { $max } (seconds: up to 3600).
bot-step-needs-doc = the lines below are missing: put them between two lines with """.
bot-step-unwanted-block = this step takes no text or table below it: remove it.
bot-step-turn = “{ $line }” is not a turn: write "ana> text" for what ana types and "ana< text" for what ana reads.
bot-step-already-in = "{ $who }" has come in already: use another name, or have "{ $who }" leave first.
bot-step-stranger = "{ $who }" has not come in yet: first put a step like: "{ $who }" comes in.

## What a step waits for.

bot-expects-anything = anything
bot-expects-question = the question for a name
bot-expects-entrance = to be let in (a line that begins with *)
bot-expects-with = a line with “{ $part }”
bot-expects-match = a line that matches { $regex }
bot-expects-came = the notice that { $name } came in (a line with * and { $name })
bot-expects-left = the notice that { $name } left (a line with * and { $name })
bot-expects-renamed = the notice that { $old } is now { $new } (* ~ { $old } { $new } …)
bot-expects-lines = { $count ->
    [0] no line
    [one] { $count } line
   *[other] { $count } lines
}
bot-expects-lines-like = { $count ->
    [one] { $count } time
   *[other] { $count } times
}: { $line }
bot-expects-silence = nothing for { $seconds } s
bot-expects-end = the end of the connection
bot-expects-acceptance = the name to be accepted
bot-expects-named = a line with * and this name: { $names }
bot-expects-list = a line with * and these names: { $names } (and without these: { $without })
bot-expects-list-alone = a line that begins with * (without these names: { $without })
bot-expects-without = no line with “{ $part }” for { $seconds } s
bot-expects-open = the connection to stay open for { $seconds } s
bot-expects-rest = a program at rest for { $seconds } s, because there is nothing to do
bot-got-busy = a program that works without end
bot-got-nothing = nothing

## What happened.

bot-failed-no-answer = No answer for { $who } within { $seconds } s.
bot-failed-other-lines = Within { $seconds } s lines came to { $who }, but not the expected one.
bot-failed-not-next = Another line reached { $who } first.
bot-failed-too-few = Too few lines reached { $who }; the last one { $seconds } s ago.
bot-failed-not-silent = { $who } received something and should have received nothing.
bot-failed-closed = The server closed the connection of { $who } before that.
bot-failed-flooded = More lines came to { $who } than a conversation can have; reading stopped.
bot-failed-still-open = The connection of { $who } is still open, and nothing has come for { $seconds } s.
bot-failed-refused = The server did not accept what { $who } sent.
bot-failed-forbidden = { $who } first received a line that it should not receive.
bot-failed-not-reading = { $who } has stopped reading; first put a step like: "{ $who }" reads again.
bot-failed-nobody = Nobody is in the room to read: at this point of the script all have left.
bot-failed-away = { $who } has no connection any more, and can do and read nothing at this point of the script.
bot-failed-not-taken = The server did not take what { $who } sent ({ $why }).
bot-failed-no-console = { $who } has no way in as a teacher: name the server's data folder with --data.
bot-failed-no-program = This step is about the program, and there is only an address here: the program is not in sight.
bot-failed-not-printed = The program did not print the IP and port of { $who } within { $seconds } s.
bot-failed-busy = The program uses the processor with nothing to do.
bot-failed-not-restarted = The program was killed and did not start again.

## The likely cause.

bot-cause-without-end = the line came, but without \n at its end: send \n after each line.
bot-cause-glued = the line came stuck to another: send \n after each line.
bot-cause-unseen = there is a sign in the line that cannot be seen (\r, for example): compare the bytes above.
bot-cause-letters = only capitals, small letters or accents differ.
bot-cause-spaces = only the spaces differ.
bot-cause-prefix = the text came, but without the speaker's name before it, or with another: the form is [name] text.
bot-cause-encoding = the letters came in another encoding: send and receive UTF-8.
bot-cause-earlier = the line had come before (number { $number }), and earlier steps read what came after it: change the order of the steps.
bot-cause-read-already = that line came only once (number { $number }), and an earlier step has read it: each line is read once. The step "ana" comes in reads up to the line that begins with *; to check it, use "ana" connects and "ana" types "ana".
bot-cause-part = the line that came has this text and something more: write the whole line, or use: "beto" reads a line with "…".
bot-cause-own-speech = a speaker does not read their own words: check it with somebody else, or use: everyone but "ana" reads "…".
bot-cause-no-entrance = the step "ana" comes in waits for the server to send whoever comes in a line that begins with *. If it does not, use "ana" connects and "ana" types "ana".
bot-cause-extra = the expected line came right after: before it there is a line that the script does not expect. Put it into the script, or use a step that skips lines.
bot-cause-elsewhere = the line reached { $reached }, but not { $missed }: check whom the server sends to.
bot-cause-echo = the server sends a speaker's own words back: send them to the others only.
bot-cause-refusal = the server refused: “{ $words }”.
bot-cause-farewell = the server said why: “{ $words }”.
bot-cause-closed-after = it was right after it received “{ $line }”: look for an error in handling that line.
bot-cause-not-relayed = { $who } sent it and nobody has received it: the server does not pass it on.
bot-cause-words = the notice is the same in other words or another language: check --lang, or wait only for what matters ("ana" reads that "beto" came in).
bot-cause-mute = the server has never sent anything to this bot: check that it serves more than one connection and writes to them.
bot-cause-unfinished = what the bot sent last does not end with \n: the server waits for the rest of the line.
bot-cause-flood = the server sends without end: look for a loop that does not stop.

## The steps.

bot-reference-heading = | Step | What it does |

bot-help-comes-in = connects, answers the question with that name and is in the room
bot-help-comes-in-named = the same, with a name in the room other than the one in the script
bot-help-teacher = comes in as a teacher, through the server's console
bot-help-come-in-together = several people come in: beto1, beto2, beto3 …
bot-help-connect-together = several people connect and say nothing: mute1, mute2 …
bot-help-cut-off-together = the connections of mute1, mute2 … are reset
bot-help-connects = connects and says nothing, like nc
bot-help-says = says the text to the room, even if it begins with /
bot-help-types = sends the line as it is: speech or command
bot-help-types-times = sends the same line several times
bot-help-types-letters = sends long lines made of x
bot-help-types-letters-read = the same, and the other bot reads each line before the next is sent: so nobody falls behind
bot-help-types-lines = sends the lines of the text below, between two lines with """
bot-help-bytes = sends the bytes as they are, without an end of line: \n, \r, \t, \0, \e, \\, \", \xff
bot-help-pieces = sends the bytes in pieces, one after the other
bot-help-renames = changes name in the room and waits for the notice
bot-help-waits = lets time pass (with a point or a comma)
bot-help-leaves = leaves by /sair and reads to the end of the connection
bot-help-leaves-saying = the same, with words of farewell
bot-help-stops-sending = ends its side of the connection and reads on
bot-help-cut-off = the connection is lost all of a sudden (reset)
bot-help-stops-reading = reads no more; what comes stays on the way
bot-help-reads-again = reads again
bot-help-order-arrival = standing order: greets whoever comes; $name is the newcomer's name
bot-help-order-call = standing order: answers when called by name or sent a private message; $name is who called
bot-help-order-word = standing order: speaks when someone says that, whatever the case and accents
bot-help-reads = reads exactly that line; others may come before
bot-help-reads-with = reads a line with that part
bot-help-reads-match = reads a line in which the regular expression is found
bot-help-reads-came = reads the notice that this person came in, in whatever words
bot-help-reads-left = reads the notice that this person left
bot-help-reads-renamed = reads the notice that this person changed name
bot-help-reads-next = reads that line, and no other before it
bot-help-reads-before = reads the first line without one with the second text before it: this is how to prove a silence
bot-help-reads-order = reads the lines below, in that order; others may come between
bot-help-reads-exactly = reads the lines below, with none between
bot-help-reads-many = reads so many lines, whatever they are
bot-help-reads-many-with = reads so many lines with that part
bot-help-everyone = every bot that is in the room reads that line
bot-help-everyone-but = every bot reads it but that one
bot-help-everyone-with = every bot that is in the room reads a line with that part
bot-help-receives = receives at least one byte
bot-help-silence = has nothing to read and receives nothing for that time
bot-help-disconnected = reads to the end of the connection, which has to come
bot-help-conversation = the whole conversation below: "ana> text" is what ana types, "ana< text" is the next line that ana reads; whoever has not come in connects
bot-help-introduces = connects, waits to be greeted, gives its name and waits for the first line that begins with *, or half a second where none comes
bot-help-introduces-named = the same, with another name in the room
bot-help-introduces-small = the same, over a connection that holds little of what comes
bot-help-closes = ends the connection altogether, after taking what still comes
bot-help-in-the-clear = opens another connection, without TLS, sends the bytes and closes it
bot-help-everyone-receives = every bot that is in the room receives at least one byte
bot-help-reads-all = reads all that has come: what comes next is new
bot-help-reads-bytes = reads a line of exactly these bytes, a \r at its end included
bot-help-reads-named = reads a line that begins with * and has that name as a whole word, whatever it says
bot-help-reads-list = reads a line that begins with * and has all these names, as whole words, and not its own
bot-help-reads-list-without = the same, and without the other names
bot-help-shuns = for that time, no line with that part comes
bot-help-stays = for that time, the connection does not end, whatever comes
bot-help-announced = the program prints the IP and the port that this bot comes from
bot-help-rests = the program uses hardly any processor time for that time
bot-help-restarts = the program is killed all of a sudden and starts again, with the same data folder
