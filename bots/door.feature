@door @lang-en @no-journal
Feature: A door that closes
  A class with a code takes in those who know it; whoever guesses waits, and nobody teaches without the password.

  @class-code-new-moon
  Scenario: the code comes before the name, however it is typed
    Given "ana" comes in
    When "beto" connects
    Then the next line that "beto" reads is "? # Class code:"
    When "beto" types "NEW MOON"
    Then the next line that "beto" reads is "? & Welcome to the classroom! What is your name?"
    When "beto" types "beto"
    Then "ana" reads that "beto" came in

  @class-code-new-moon
  Scenario: three wrong codes end the connection, and the class does not notice
    Given "ana" comes in
    And "beto" comes in
    And "ana" reads that "beto" came in
    When "nosy" connects
    And "nosy" types "1234" 3 times
    Then "nosy" reads a line that matches "^\* \. That is not the class code"
    And "nosy" is disconnected
    When "beto" says "so what?"
    Then the next line that "ana" reads is "[beto] so what?"

  Scenario: where no password is set nobody becomes a teacher
    Given "ana" comes in
    When "ana" types "/teacher"
    Then "ana" reads a line that matches "^! This classroom has no teacher's password"
    When "ana" types "/teacher open sesame"
    Then "ana" reads a line that matches "^! Do not type the password after the command"
