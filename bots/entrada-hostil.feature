# language: pt
@hostil
Funcionalidade: Entrada hostil
  Nada do que alguém envia derruba a sala, nem move, colore ou esconde o que outra pessoa vê.

  Contexto:
    Dado que "ana" entra
    E "bot" entra
    E "ana" lê que "bot" entrou

  Esquema do Cenário: <o que> não chega a outro terminal
    Quando "bot" manda os bytes "<bytes>\n"
    Então a próxima linha que "ana" lê é "[bot] <chega>"

    Exemplos:
      | o que                    | bytes                                | chega     |
      | apagar a tela            | a\\e[2Jb                              | ab        |
      | mudar o título           | a\\e]0;dono\\x07b                      | ab        |
      | colorir                  | a\\e[31mb                             | ab        |
      | voltar na linha          | ana: sim\\r[prof] não                 | ana: sim[prof] não |
      | um controle C1           | a\\u{9b}2Jb                           | ab        |
      | um sino                  | a\\x07b                               | ab        |
      | um nulo                  | a\\0b                                 | ab        |
      | inverter a escrita       | a\\u{202e}b                           | ab        |
      | isolar a escrita         | a\\u{2066}b\\u{2069}                   | ab        |
      | um separador de linhas   | a\\u{2028}b                           | ab        |
      | um espaço sem largura    | a\\u{200b}b\\u{2060}                   | ab        |
      | uma marca de ordem       | \\u{feff}a\\u{feff}b                   | ab        |
      | uma mensagem em etiquetas | ab\\u{e0073}\\u{e0069}                 | ab        |
      | nem se perde um emoji    | 👨‍👩‍👧 ❤️ 1️⃣                              | 👨‍👩‍👧 ❤️ 1️⃣   |
      | nem um hífen persa       | می\\u{200c}خواهم                      | می‌خواهم   |

  Esquema do Cenário: nem pelo argumento de <comando>
    Quando "bot" manda os bytes "<comando> a\e[31mb\u{202e}c\n"
    Então a próxima linha que "ana" lê é "<chega>"

    Exemplos:
      | comando   | chega                         |
      | /upper    | [bot] ABC                     |
      | /eu       | * @ bot abc                   |
      | /msg ana  | (bot) abc                     |

  Cenário: bytes que não são UTF-8 custam uma linha
    Quando "bot" manda os bytes "\xff\xfe\noi\n"
    Então "bot" lê uma linha que casa com "^! "
    E a próxima linha que "ana" lê é "[bot] oi"

  Cenário: uma linha comprida demais custa só ela mesma
    Quando "bot" digita 1 linha de 4097 letras
    Então "bot" lê uma linha que casa com "^! .*4096"
    Quando "bot" digita 1 linha de 4096 letras
    Então "ana" lê uma linha com "[bot] xxxx"
    Quando "bot" diz "ainda aqui"
    Então a próxima linha que "ana" lê é "[bot] ainda aqui"

  Cenário: uma linha sem fim não ocupa a sala
    Quando "bot" manda os bytes "sem fim "
    E "bot" digita 1 linha de 200000 letras
    Então "bot" lê uma linha que casa com "^! .*4096"
    Quando "bot" diz "ainda aqui"
    Então a próxima linha que "ana" lê é "[bot] ainda aqui"

  Cenário: um caractere cortado ao meio chega inteiro
    Quando "bot" manda os bytes "a\xc3"
    E "bot" manda os bytes "\xa7\xc3\xa3o\n"
    Então a próxima linha que "ana" lê é "[bot] ação"

  Cenário: nome e fala podem vir juntos
    Quando "apressado" se conecta
    E "apressado" manda os bytes "apressado\numa\nduas\n"
    Então "ana" lê, nesta ordem:
      """
      [apressado] uma
      [apressado] duas
      """

  Cenário: quem envia demais é freado, e a sala continua
    Quando "bot" digita "spam" 60 vezes
    Então "bot" lê uma linha que casa com "^! "
    Quando "ana" diz "e eu com isso?"
    Então "bot" lê "[ana] e eu com isso?"

  Cenário: uma conexão que fica muda não impede ninguém
    Dado que "mudo" se conecta
    E "meia" se conecta
    E "meia" manda os bytes "um nome sem fim"
    Quando "beto" entra
    E "beto" diz "oi"
    Então "ana" lê "[beto] oi"

  Cenário: quem cai no meio de uma linha não diz nada
    Quando "bot" manda os bytes "metade"
    E "bot" cai
    Então "ana" lê que "bot" saiu
    Quando "beto" entra
    Então "ana" lê que "beto" entrou
