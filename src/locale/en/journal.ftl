### The journal (src/journal) and the command that reads it (src/cli/log).

## Why a journal cannot be opened or read.

journal-error-folder = Cannot use { $path } ({ $reason }): choose another folder with --data.
data-folder-in-use = The folder { $path } is in use by a class: end the class first, or choose another folder with --data.
journal-error-missing = There is no journal in { $path }: open a class with "sala server", or say with --data where the journal is.
journal-error-key-gone = The key { $key } is gone, and nobody can read the journal { $path } without it: put the key back, name another file with --key-file, or move the journal away to begin a new one.
journal-error-key-file = Cannot use the key file { $path } ({ $reason }): a key is 64 hexadecimal digits, as "openssl rand -hex 32" prints them.
journal-error-key-shape = The file { $path } does not hold a key: a key is 64 hexadecimal digits, as "openssl rand -hex 32" prints them.
journal-error-key-exposed = Others may read the key file { $path }: take that away from them with "chmod 600", then try again.
journal-error-wrong-key = The key in { $key } is not the one that the journal { $path } was begun with: name the right one with --key-file.
journal-error-key-same = The key in { $path } is the one that the journal has already: name another file with --new-key-file, or none, to have a key made.
journal-error-key-fixed = The key cannot be changed where it comes from, { $path }: say with --new-key-file where the new one is to be.
journal-error-foreign = The file { $path } is not a journal of sala; it was left as it is: move it away, or choose another folder with --data.
journal-error-newer = The journal { $path } was written by a newer sala: update this one.
journal-error-storage = The journal { $path }: { $trouble }
journal-error-thread = The system gives the journal no thread ({ $reason }): close other programs and try again.

## What keeps it from being written or read.

journal-trouble-full = the disk is full: make room on it.
journal-trouble-read-only = the file may not be written: check its permissions and the disk.
journal-trouble-damaged = the file is damaged; nothing in it was changed: bring back a copy, or move it away to begin a new one.
journal-trouble-busy = another program keeps the file locked: close that program.
journal-trouble-other = the database says "{ $reason }": check the disk.

## What it reports while a class goes on.

journal-report-stopped = The journal has stopped: { $trouble } The class goes on; what is said waits to be recorded.
journal-report-resumed = The journal works again: all that waited is recorded.
journal-report-unrecorded = { $count ->
    [one] { $count } line was not recorded: too much was waiting for the disk.
   *[other] { $count } lines were not recorded: too much was waiting for the disk.
}

## How a stay in the class ended.

departure-quit = left with /sair
departure-ended = disconnected
departure-lost = connection lost
departure-slow = slow connection
departure-idle = idle
departure-expelled = sent out by the teacher
departure-renamed = changed name
departure-over = the class ended
departure-crashed = the server was interrupted

## The tables of sala log.

journal-column-name = Name
journal-column-ip = IP
journal-column-port = Port
journal-column-came = Came
journal-column-left = Left
journal-column-how = How
journal-column-active = Active
journal-column-first = First
journal-column-last = Last
journal-column-minutes = Minutes
journal-still-here = still here
journal-nothing = Nothing found in the journal.

## Mistakes in its options.

journal-bad-time = { $option } "{ $value }" is not a moment: write 2026-11-23, "2026-11-23 14:00", 14:00 (today) or 2h (ago).
journal-bad-span = --since is later than --until: nothing can be between them.
journal-no-words = There is nothing to search for: write at least one word.
journal-no-home = Your home folder cannot be found: say with --data where to keep the data.

## sala log rekey and sala log forget.

journal-rekeyed = The journal has a new key, in { $path }. The old one was deleted here: copies from before open only with a copy of it.
journal-rekeyed-out = The journal has another key, in { $path }: from now on name it with --key-file. The one in the folder was deleted.
journal-rekeyed-from = The journal has another key, in { $path }: from now on name it with --key-file. The old one, in { $old }, opens nothing but copies from before: delete it when they no longer matter.
journal-forget-yes = To remove what { $name } said for good, with no terminal to ask in, add --yes.
journal-forget-nobody = There is nothing of { $name } in the journal: see the names with "sala log entries" and "sala log show".
journal-forget-ask = Of { $name } there are { $lines ->
    [one] { $lines } line
   *[other] { $lines } lines
} and { $entries ->
    [one] { $entries } entry
   *[other] { $entries } entries
}. Remove them for good? Write yes, or anything else to leave them:
journal-forget-agreed = yes
journal-forget-not = Nothing was removed.
journal-forgotten = { $lines ->
    [one] { $lines } line
   *[other] { $lines } lines
} from { $name } or to { $name } alone: removed for good. { $entries ->
    [one] { $entries } entry stays
   *[other] { $entries } entries stay
} without name and address.
journal-forget-also = The same connections as { $name } also used: { $names }. If it was the same person, remove these names in the same way.
