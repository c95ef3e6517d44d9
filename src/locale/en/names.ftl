### What a name may be (src/name.rs).

name-empty = A name cannot be empty: choose 1 to { $max } letters, digits, _ or -.
name-too-long = That name is too long: use at most { $max } letters.
name-character = A name has only letters, digits, _ and -, and no spaces: choose another.
name-marks = An accent must follow a letter, with at most four on the same one: choose another name.
name-proposal = { $rule } How about { $name }?
name-several = More than one student has that name: answer with your number, e-mail address or short name.
name-of-student = The name { $name } belongs to someone else in the class's roster: choose another.

## In place of the name of someone who asked to be forgotten.

name-removed = (removed)
