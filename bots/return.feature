@return @lang-en @no-journal
Feature: Back by the pass
  Whoever loses the connection comes back under the same name, and reads once what was missed.

  Scenario: what was missed comes later
    Given "ana" comes in
    And "beto" comes in
    And "ana" reads that "beto" came in
    When "ana" is cut off
    And "beto" reads that "ana" left
    And "beto" says "you missed this"
    And "ana" comes back with her pass
    Then the next line that "ana" reads is "* < 1 0 The line that you missed:"
    And the next line that "ana" reads is "[beto] you missed this"
    And "beto" reads that "ana" came in
