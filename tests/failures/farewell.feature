# language: pt
@lang-pt-BR @max-people-1
Funcionalidade: Falha

  Cenário: a sala cheia
    Dado que "ana" entra
    E "beto" se conecta
    E "beto" digita "beto"
    Então "beto" lê "[ana] oi"
