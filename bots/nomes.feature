# language: pt
@nomes
Funcionalidade: Nomes
  Um nome vale por uma pessoa, e ninguém passa por outra.

  Esquema do Cenário: <nome> é um nome
    Dado que "ana" entra
    Quando "bot" entra com o nome "<nome>"
    Então "ana" lê que "<nome>" entrou

    Exemplos:
      | nome                     |
      | José                     |
      | Conceição_2-b            |
      | 李雷                     |
      | x                        |
      | abcdefghijklmnopqrstuvwx |

  Esquema do Cenário: "<nome>" não é um nome, e ninguém fica sabendo
    Dado que "ana" entra
    E "bot" se conecta
    E "bot" lê uma linha que casa com "^\? "
    Quando "bot" manda os bytes "<nome>\n"
    Então "bot" lê uma linha que casa com "^! "
    E a conexão de "bot" é encerrada
    Quando "beto" entra
    Então "ana" lê uma linha que casa com "^\* \+ beto .*2"

    Exemplos:
      | nome                      |
      |                           |
      | b b                       |
      | bob!!                     |
      | 🎉                        |
      | abcdefghijklmnopqrstuvwxy |
      | \\u{301}a                  |
      | \\u{3164}                  |

  Esquema do Cenário: <nome> se parece demais com ana
    Dado que "ana" entra
    E "bot" se conecta
    E "bot" lê uma linha que casa com "^\? "
    Quando "bot" manda os bytes "<nome>\n"
    Então "bot" lê uma linha que casa com "^! "
    E "bot" lê uma linha que casa com "^\? "
    Quando "bot" digita "beto"
    Então "ana" lê que "beto" entrou

    Exemplos:
      | nome                 |
      | ana                  |
      | ANA                  |
      | \\u{430}na            |
      | \\u{410}N\\u{410}      |
      | \\u{feff}ana          |
      | a\\u{200b}n\\u{e0061}a  |

  Esquema do Cenário: <nome> é de quem ensina ou do servidor
    Dado que "bot" se conecta
    E "bot" lê uma linha que casa com "^\? "
    Quando "bot" digita "<nome>"
    Então "bot" lê uma linha que casa com "^! .*<nome>"
    E "bot" lê uma linha que casa com "^\? "

    Exemplos:
      | nome        |
      | professor   |
      | PROFESSORA  |
      | Teacher     |
      | servid0r    |
      | prófessor   |
      | sala        |
      | 5ala        |
      | teacher-bia |
      | ᴘʀᴏꜰ        |

  Cenário: um nome em uso pode ser trocado por outro três vezes
    Dado que "ana" entra
    E "bot" se conecta
    Quando "bot" digita "ana" 4 vezes
    Então "bot" lê uma linha que casa com "^! "
    E "bot" lê uma linha que casa com "^! "
    E "bot" lê uma linha que casa com "^! "
    E "bot" lê uma linha que casa com "^! "
    E a conexão de "bot" é encerrada

  Cenário: quem muda de nome é anunciado a todos
    Dado que "ana" entra
    E "beto" entra
    Quando "ana" muda o nome para "aninha"
    Então "beto" lê que "ana" agora é "aninha"
    Quando "ana" diz "sou eu"
    Então a próxima linha que "beto" lê é "[aninha] sou eu"
    Quando "outra" entra com o nome "ana"
    Então "beto" lê que "ana" entrou

  Cenário: ninguém muda para o nome de outra pessoa
    Dado que "ana" entra
    E "beto" entra
    Quando "beto" digita "/nome ANA"
    Então "beto" lê uma linha que casa com "^! "
    Quando "beto" diz "ainda sou beto"
    Então "ana" lê "[beto] ainda sou beto" antes de qualquer linha com "~"
