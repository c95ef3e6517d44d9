# language: pt
@limites
Funcionalidade: Limites
  A porta tem limites, e diz quais.

  @max-people-2
  Cenário: a sala cheia diz que está cheia, e abre quando alguém sai
    Dado que "ana" entra
    E "beto" entra
    Quando "caio" se conecta
    E "caio" digita "caio"
    Então "caio" lê uma linha que casa com "^\* \. "
    E a conexão de "caio" é encerrada
    Quando "beto" sai
    E "ana" lê que "beto" saiu
    E "duda" entra
    Então "ana" lê que "duda" entrou

  @max-per-address-1
  Cenário: um endereço não ocupa a sala inteira
    Dado que "ana" entra
    Quando "beto" se conecta
    E "beto" digita "beto"
    Então "beto" lê uma linha que casa com "^\* \. "
    E a conexão de "beto" é encerrada

  @name-seconds-1
  Cenário: quem não dá um nome a tempo vai embora
    Dado que "mudo" se conecta
    Quando "mudo" lê uma linha que casa com "^\? "
    Então "mudo" lê uma linha que casa com "^! "
    E a conexão de "mudo" é encerrada

  @no-journal @lang-pt-BR
  Cenário: uma sala sem registro diz que não tem histórico
    Dado que "ana" entra
    Quando "ana" digita "/historico"
    Então a próxima linha que "ana" lê é "> Esta sala não guarda registro da conversa."
