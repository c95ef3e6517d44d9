# language: pt
@conversa
Funcionalidade: Conversa
  O que alguém diz chega a todos os outros, inteiro, uma vez e em ordem.

  Contexto:
    Dado que "ana" entra
    E "beto" entra
    E "ana" lê que "beto" entrou

  Cenário: o que alguém diz, os outros leem, e quem fala não
    Quando "ana" diz "oi, turma"
    Então a próxima linha que "beto" lê é "[ana] oi, turma"
    Quando "beto" diz "oi, ana"
    Então a próxima linha que "ana" lê é "[beto] oi, ana"

  Esquema do Cenário: a fala chega como foi escrita: <texto>
    Quando "ana" diz "<texto>"
    Então a próxima linha que "beto" lê é "[ana] <texto>"

    Exemplos:
      | texto                |
      | ação e coração       |
      | 日本 🎉 👩‍👩‍👧        |
      | ! não é uma recusa   |
      | /who não é comando   |
      | [beto] não sou beto  |
      | * + caio não entrou  |

  Cenário: espaços no começo ficam, no fim não, e linhas vazias não contam
    Quando "ana" manda os bytes "\n   \n  recuado   \n"
    Então a próxima linha que "beto" lê é "[ana]   recuado"

  Cenário: uma linha termina em \n, venha como vier
    Quando "ana" manda os bytes "em pedaços: çã\n" em 7 pedaços
    Então a próxima linha que "beto" lê é "[ana] em pedaços: çã"
    Quando "ana" manda os bytes "uma\r\nduas\ntr"
    E "ana" manda os bytes "ês\n"
    Então "beto" lê exatamente:
      """
      [ana] uma
      [ana] duas
      [ana] três
      """

  Cenário: as linhas de uma pessoa chegam na ordem em que ela as enviou
    Dado que "caio" entra
    E "beto" lê que "caio" entrou
    Quando "ana" digita:
      """
      um
      dois
      três
      quatro
      cinco
      seis
      sete
      oito
      """
    Então "caio" lê exatamente:
      """
      [ana] um
      [ana] dois
      [ana] três
      [ana] quatro
      [ana] cinco
      [ana] seis
      [ana] sete
      [ana] oito
      """
    E "beto" lê "[ana] oito"

  @no-limits
  Cenário: mil linhas chegam a todos
    Dado que "caio" entra
    Quando "ana" digita "linha" 1000 vezes
    E "ana" diz "fim"
    Então "beto" lê 1000 linhas com "[ana] linha"
    E a próxima linha que "beto" lê é "[ana] fim"
    E "caio" lê 1000 linhas com "[ana] linha"
    E a próxima linha que "caio" lê é "[ana] fim"
