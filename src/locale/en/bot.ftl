### What the bots say about a scenario and how it went (src/bot).

## What is wrong in a file.

bot-file-step = “{ $step }”: { $why }
bot-file-encoding = the file is not in UTF-8 from here on: in the editor, use "Save as… UTF-8".
bot-fault-empty = the file is empty or has only comments: begin with "Feature:", and below it put "Scenario:" and its steps.
bot-fault-language = unknown language "{ $tag }": write "# language: pt" or "# language: en".
bot-fault-start = a title is missing above this line: a file begins with "Feature:" ("Funcionalidade:" in Portuguese), followed by "Scenario:".
bot-fault-heading = this looks like a title: write "{ $heading }:", with the colon right after the word. If it is a description, begin with another word.
bot-fault-before-heading = nothing may stand before a title: delete “{ $signs }”.
bot-fault-commented = because of the #, this title is only a comment, but the steps below it are not: remove the #, or put # before the steps too.
bot-fault-second-feature = a file has one feature only: put this one in another file.
bot-fault-late-background = there is one background, before the first scenario of the feature or of the rule: move it there.
bot-fault-loose-examples = this begins a table of examples, which stands below the steps of a scenario: move it there. A scenario begins with "Scenario:".
bot-fault-step-outside = this step is in no scenario: a step stands below "Scenario:" or "Background:", and above "Examples:". If it is a description, begin with another word.
bot-fault-in-title = “{ $text }” stands behind the colon of a title, where it is not read: start a new line there. If it really is part of the title, begin that part with a small letter.
bot-fault-glued = “{ $text }” needs a line of its own: start a new line there.
bot-fault-no-keyword = “{ $step }” looks like a step but does not begin with Given, When, Then, And or But.
bot-fault-unknown = “{ $text }” cannot stand here: a step begins with Given, When, Then, And, But or *, a title ends with a colon, as in "Scenario:", and a description stands right below its title. If this continues the line above, join the two.
bot-fault-lookalike = “{ $sign }” ({ $code }) only looks like the right character: delete it and type it again.
bot-fault-break = there is a character here ({ $code }) at which some programs begin a new line: delete it, or begin a new line.
bot-fault-loose-text = this text is not below a step: put it right after the step that it belongs to.
bot-fault-beside-fence = nothing may stand beside the marks that begin and end a text: begin a new line. If the text has """ in it, put it between two lines with ```.
bot-fault-open-text = the text that begins here does not end: close it with another line like this one.
bot-fault-fence = this neither begins nor ends a text: write """ (three straight quotes) or ```, the same at the beginning and at the end.
bot-fault-indentation = this line is indented with other characters (tabs or spaces) than the line that begins the text: use the same ones.
bot-fault-loose-table = a table can only stand below "Examples:": write that title, or remove the table.
bot-fault-cells = this row of the table has { $got } columns and the header has { $wanted }: check the bars (a bar inside a cell is written \|).
bot-fault-open-row = this row of the table does not end with |: add one.
bot-fault-cell-escape = unknown escape { $escape } in a table: there, a backslash is written \\, and a bar \|.
bot-fault-column = each column of the header needs a name of its own, and “{ $name }” will not do.
bot-fault-tag = “{ $word }” is not a tag: each begins with @, and only spaces stand between them. The title that they belong to comes on the next line.
bot-fault-loose-tags = these tags are not above anything that can have tags: put them above "Feature:", "Rule:", "Scenario:" or "Examples:".
bot-fault-no-scenarios = there is no scenario in this file: write one.
bot-fault-no-steps = this scenario has no steps: write at least one.
bot-fault-no-rows = rows of examples are missing: below the steps put "Examples:" and a table with a header and at least one row, each between bars: | n |.
bot-fault-no-column = the examples have no column <{ $name }>: check the name.

bot-step-unknown = unknown step: "sala bot steps" lists them all. If it is a description, begin with another word.
bot-step-unknown-near = unknown step. Did you mean: { $near }? "sala bot steps" lists them all.
bot-step-escape = unknown escape { $escape }: use \n, \r, \t, \0, \e, \\, \" or \xff.
bot-step-regex = the regular expression is not valid: { $why }.
bot-step-count = the number { $number } is out of range: use one from 1 to { $max } (seconds: up to 3600).
bot-step-needs-doc = this step needs lines below it: put them between two lines with """.
bot-step-unwanted-text = this step takes no text below it: remove it.
bot-step-turn = “{ $line }” is not part of a conversation: write "ana> text" for what ana types and "ana< text" for what ana reads.
bot-step-already-in = "{ $who }" has already come in: use another name, or have "{ $who }" leave first.
bot-step-stranger = "{ $who }" has not come in yet: before this, add a step like: "{ $who }" comes in.
bot-step-stranger-near = "{ $who }" has not come in, but "{ $near }" has: check the name, or before this add a step like: "{ $who }" comes in.

## What a step waits for.

bot-expects-anything = anything
bot-expects-question = the question that asks for a name
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
bot-expects-rest = the program to stay idle for { $seconds } s, because there is nothing to do
bot-got-busy = a program that keeps using the processor
bot-got-nothing = nothing

## What happened.

bot-failed-no-answer = No answer for { $who } within { $seconds } s.
bot-failed-other-lines = { $who } received lines within { $seconds } s, but not the expected one.
bot-failed-not-next = { $who } received another line first.
bot-failed-too-few = { $who } received too few lines; the last one came { $seconds } s ago.
bot-failed-not-silent = { $who } received something and should have received nothing.
bot-failed-closed = The server closed { $who }'s connection before that.
bot-failed-flooded = { $who } received more lines than a conversation can hold; reading stopped.
bot-failed-still-open = { $who }'s connection is still open, and nothing has come for { $seconds } s.
bot-failed-refused = The server did not accept what { $who } sent.
bot-failed-forbidden = { $who } first received a line that it should not have received.
bot-failed-not-reading = { $who } has stopped reading; before this, add a step like: "{ $who }" reads again.
bot-failed-nobody = There is nobody in the room to read: by this point in the script everyone has left.
bot-failed-away = { $who } is no longer connected: at this point in the script it cannot do or read anything.
bot-failed-not-taken = The server did not receive what { $who } sent ({ $why }).
bot-failed-no-pass = { $who } has no pass to come back by: the class gave it none.
bot-failed-no-console = { $who } cannot come in as a teacher: give the server's data folder with --data.
bot-failed-no-program = This step checks the program itself, and only an address is known here: let "sala lab check" start the program.
bot-failed-not-printed = The program did not print the IP and port of { $who } within { $seconds } s.
bot-failed-busy = The program keeps using the processor with nothing to do.
bot-failed-ended = The program has ended by itself: there is nothing left to look at.
bot-failed-not-restarted = The program was killed and did not start again.

## The likely cause.

bot-cause-without-end = the line came, but without \n at its end: send \n after each line.
bot-cause-glued = the line came stuck to another: send \n after each line.
bot-cause-unseen = the line contains an invisible character (such as \r): compare the bytes above.
bot-cause-letters = only upper and lower case or accents differ.
bot-cause-spaces = only the spaces differ.
bot-cause-form = the message arrived as “{ $got }”, and should arrive as “{ $form }”.
bot-cause-encoding = the letters came in another encoding: send and receive UTF-8.
bot-cause-order = the lines came in a different order: number { $number } came before one that should come first.
bot-cause-read-already = that line came only once (number { $number }), and an earlier step already read it: each line is read once. The step "ana" comes in reads up to the line that begins with *; to check that line, use "ana" connects and "ana" types "ana".
bot-cause-part = the line that came has this text, but not only that.
bot-cause-own-speech = speakers do not read their own words: check it with somebody else, or use: everyone but "ana" reads "…".
bot-cause-no-entrance = the step "ana" comes in waits for the server to send ana a line that begins with *. If it sends none, use "ana" connects and "ana" types "ana".
bot-cause-extra = the expected line came right after one that the script does not expect. Add that line to the script, or use a step that skips lines.
bot-cause-elsewhere = the line reached { $reached }, but not { $missed }: check whom the server sends to.
bot-cause-echo = the server sends a speaker's own words back: send them to the others only.
bot-cause-refusal = the server refused: “{ $words }”.
bot-cause-farewell = the server said why: “{ $words }”.
bot-cause-closed-after = this happened right after the server received “{ $line }”: look for the mistake in the code that handles that line.
bot-cause-not-relayed = { $who } said this and nobody else received it: the server does not relay it.
bot-cause-hung-up = the server closed { $who }'s connection, though { $who } had not left.
bot-cause-words = the notice is the same in other words or another language: check --lang, or wait only for what matters ("ana" reads that "beto" came in).
bot-cause-silent = the server has never sent anything to this bot: check that it serves more than one connection and writes to them.
bot-cause-unfinished = what the bot sent last does not end with \n: the server waits for the rest of the line.
bot-cause-flood = the server never stops sending: look for an endless loop.
bot-cause-carriage-return = the line came with \r before its \n: send only \n after each line.
bot-cause-cut-short = only the beginning of the line came: “{ $got }”.
bot-cause-unmarked = this line came: “{ $got }”. A notice begins with *.
bot-cause-own-name = the list includes its reader's own name: “{ $got }”. It should name only the others.
bot-cause-unnamed = the line with * lacks { $missing }: “{ $got }”. Each name should be in it as it was given, as a separate word.
bot-cause-not-greeted = the server has sent nothing to { $who }, who has not said anything yet: send the greeting as soon as you have accepted the connection, before you read from it.
bot-cause-others-greeted = { $greeted } was greeted and { $missed } was not: greet every client as soon as it connects, without waiting for the others.
bot-cause-empty-name = nothing came back after the empty line, and the connection is still open. An empty line is a name too, but not a valid one: do not skip it; close the connection.
bot-advice-part = Write the whole line in the script, or use: "beto" reads a line with "…".
bot-advice-order = If any order is right, use other steps.

## The steps.

bot-reference-heading = | Step | What it does |

