# language: pt
@volta @lang-pt-BR @no-journal
Funcionalidade: Voltar pelo passe
  Quem perde a conexão volta com o mesmo nome, e lê uma vez o que perdeu.

  Cenário: o que se perdeu vem depois, também o recado
    Dado que "ana" entra
    E "beto" entra
    E "ana" lê que "beto" entrou
    Quando "ana" cai
    E "beto" lê que "ana" saiu
    E "beto" diz "você perdeu isto"
    E "ana" volta com o seu passe
    Então a próxima linha que "ana" lê é "* < 1 0 A linha que você perdeu:"
    E a próxima linha que "ana" lê é "[beto] você perdeu isto"
    E "beto" lê que "ana" entrou
    Quando "ana" digita "/pass"
    Então "ana" lê uma linha que casa com "^\* & [a-z2-7]{26} "

  Cenário: a conexão que ainda está aberta é encerrada, e ninguém percebe
    Dado que "ana" entra
    E "beto" entra
    E "ana" lê que "beto" entrou
    Quando "ana" digita "/passe"
    E "ana" volta com o seu passe
    E "ana" diz "voltei"
    Então a próxima linha que "beto" lê é "[ana] voltei"

  Cenário: sem o passe, o nome de quem caiu está em uso
    Dado que "ana" entra
    Quando "ana" cai
    E "eva" se conecta
    E "eva" digita "ana"
    Então "eva" lê uma linha que casa com "^! Nome em uso"
    Quando "ana" volta com o seu passe
    Então "ana" lê uma linha que casa com "^\* < 0 0 "
