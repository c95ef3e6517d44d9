@commands @lang-en
Feature: Commands in English
  The same commands under their English names, in a class that speaks English.

  Background:
    Given "ana" comes in
    And "beto" comes in
    And "ana" reads that "beto" came in

  Scenario: /timestable
    When "ana" types "/timestable 7 3"
    Then "ana" reads exactly:
      """
      > 7 × 1 = 7
      > 7 × 2 = 14
      > 7 × 3 = 21
      """

  Scenario: /help lists and explains
    When "ana" types "/help"
    Then "ana" reads a line with "/timestable N [UP_TO]"
    When "ana" types "/help me"
    Then "ana" reads a line with "/me ACTION"

  Scenario: /who, /nick, /me and /exit
    When "ana" types "/who"
    Then the next line that "ana" reads is "> 2 people here: ana, beto"
    When "ana" changes name to "annie"
    Then "beto" reads that "ana" is now "annie"
    When "ana" types "/me waves"
    Then the next line that "beto" reads is "* @ annie waves"
    When "ana" types "/exit bye"
    Then "ana" is disconnected
    And "beto" reads "* - annie left · «bye» (1 here)"

  Scenario Outline: <command> leaves as well
    When "ana" types "<command> bye"
    Then the next line that "ana" reads is "* . See you!"
    And "ana" is disconnected
    And "beto" reads "* - ana left · «bye» (1 here)"

    Examples:
      | command |
      | /exit   |
      | /quit   |

  Scenario: /upper, /lower and /msg
    When "ana" types "/upper quiet"
    Then the next line that "beto" reads is "[ana] QUIET"
    When "ana" types "/lower LOUD"
    Then the next line that "beto" reads is "[ana] loud"
    When "ana" types "/msg beto psst"
    Then "beto" reads "(ana) psst"
    And "ana" reads "> (to beto) psst"

  Scenario: /history
    When "ana" says "the first"
    And "beto" reads "[ana] the first"
    And "beto" types "/history 1"
    Then "beto" reads a line that matches "^> \d\d:\d\d \[ana\] the first$"

  Scenario: /announce and /close are for teachers
    Given "teacher" comes in as teacher
    When "ana" types "/announce hello"
    Then "ana" reads a line that matches "^! .*teachers"
    When "teacher" types "/announce exam on Friday"
    Then everyone but "teacher" reads "* # teacher exam on Friday"
    When "teacher" types "/close see you"
    Then "beto" reads "* . The class is over: see you"
    And "beto" is disconnected
