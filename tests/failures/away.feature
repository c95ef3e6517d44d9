# language: pt
@lang-pt-BR
Funcionalidade: Falha

  Cenário: quem já saiu
    Dado que "ana" entra
    E "beto" entra
    E "ana" lê que "beto" entrou
    Quando "ana" sai
    E "beto" lê que "ana" saiu
    E "ana" diz "oi"
