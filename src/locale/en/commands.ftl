### The commands: arguments, help and refusals (src/command).

args-text = TEXT
args-name = NAME
args-name-text = NAME TEXT
args-action = ACTION
args-number = N [UP_TO]
args-optional-words = [WORDS]
args-optional-why = [WHY]
args-optional-count = [N]
args-optional-command = [COMMAND]

help-help = lists the commands that you may use, or explains one
help-upper = says TEXT in upper case
help-lower = says TEXT in lower case
help-msg = sends a message that only NAME reads
help-me = tells what you do: /me smiles
help-announce = makes an announcement to the whole class
help-timestable = shows you alone the times table of N, from 1 to 10 or up to UP_TO (at most 100)
help-who = shows who is here and how many people that is
help-nick = changes your name
help-exit = leaves the room, with WORDS of farewell if you like
help-close = ends the class for everyone
help-history = shows the last N lines of the room's conversation (10 unless you say)
help-end = Whatever else you type, everyone reads. //text says "/text".
help-other-names = Also: { $names }

command-unknown = There is no command /{ $name }: /help lists those that exist.
command-unknown-near = There is no command /{ $name }. Did you mean /{ $near }? /help lists them all.
command-for-teachers = The command /{ $name } is for teachers only.
command-usage = Type it like this: { $usage }
timestable-number = There is no times table of { $number }: use a whole number of at most { $max } digits, like /timestable 7.
timestable-up-to = The table goes from 1 up to at most { $max }: /timestable 7 20.
history-count = Say how many lines you want to see, from 1 to { $max }: /history 20.

reference-language = English
reference-heading = | Command | Also | For | What it does |
reference-everyone = all
reference-teachers = teachers
