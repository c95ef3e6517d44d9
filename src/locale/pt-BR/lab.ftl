### O que o laboratório diz das lições e do programa de quem aprende (src/lab).

## Lições.

lab-lesson = Lição { $number } · { $title }
lab-minutes = { $minutes } min
lab-needs = *{ $minutes } minutos.* { $needs }
lab-lesson-missing = { $path }: falta este arquivo, ou ele não está em UTF-8.
lab-lesson-sheet = { $path }: { $why }
lab-hint-last = Era a última dica.
lab-no-lesson = Não há lição { $number }: vão de 1 a { $last }. "sala lab list" mostra todas.
lab-no-lessons = Em { $path } não há lições: cada uma é uma pasta como 01-listen.
lab-no-lessons-folder = Não há pasta { $path } aqui. As soluções e os erros não fazem parte do programa: vá à pasta do projeto ou indique a pasta das lições: sala lab lint DIR
lab-which-language = Em que linguagem? Há pontos de partida em: { $languages }.
lab-file = { $path }: { $why }.
lab-hint = Dica { $at } de { $all }: { $hint }

## A pasta de quem aprende.

lab-no-assignment = Em { $path } não há lab.toml, que diz como iniciar o programa. Escreva o comando depois de --, como em: sala lab check 1 -- python3 servidor.py; ou comece com: sala lab start 1 PASTA
lab-no-folder = A pasta { $path } não existe: confira o nome.
lab-assignment-form = { $path }: { $why }. Este arquivo tem uma linha como: command = "python3 servidor.py"
lab-command = Não entendo o comando “{ $command }”: confira as aspas em lab.toml.
lab-taken = { $path } já existe e não vou escrever por cima: escolha outra pasta, ou continue com o programa que está lá.
lab-no-program = Não há programa em { $language }.
lab-no-starter = A lição { $number } não tem ponto de partida em { $language }: continue com o seu próprio programa. Na pasta dele, leia a lição (sala lab show { $number }), mude o programa e confira: sala lab check { $number }. Quem quer um programa limpo encontra um em: { $others }.
lab-started = Em { $folder } estão agora: { $files }. Entre na pasta, leia a lição (sala lab show { $number }), mude o programa e confira: sala lab check { $number }
lab-progress-form = { $path }: { $why }. Apague o arquivo: ele só guarda o que já passou.
lab-status = { $count ->
    [0] Nenhuma das { $all } lições passou ainda nesta pasta.
    [one] { $count } de { $all } lições passou nesta pasta.
   *[other] { $count } de { $all } lições passaram nesta pasta.
}
lab-next = A seguir: lição { $number }, { $title } (sala lab show { $number }).
lab-all-passed = É tudo: não há mais lições. Parabéns!
lab-no-next = Esta é a última lição.

## O programa.

lab-not-found = O programa “{ $program }” não foi encontrado: confira o nome e a pasta, ou instale-o.
lab-not-started = Não foi possível iniciar o programa “{ $program }”: { $why }.
lab-flaw-folder = “{ $file }” é uma pasta: escreva o programa que deve iniciar, com seus argumentos.
lab-flaw-no-slash = “{ $file }” está nesta pasta, mas o sistema só procura aí se houver uma barra: escreva ./{ $file }
lab-flaw-not-executable = O arquivo “{ $file }” não tem permissão de execução: use chmod +x { $file }
lab-flaw-carriage-return = A primeira linha de “{ $file }” termina em \r\n, como no Windows, e o sistema procura um interpretador com \r no nome: salve o arquivo com fins de linha do Unix (LF).
lab-flaw-format = O sistema não sabe executar “{ $file }”: falta a primeira linha com #! (nada pode vir antes dela), ou o programa foi compilado para outra máquina.
lab-no-interpreter = “{ $file }” pede o interpretador “{ $interpreter }” na primeira linha, e ele não foi encontrado: corrija a linha, ou instale-o.
lab-other-address = Escuta na porta certa, mas só no endereço { $ip }: escute em 127.0.0.1.
lab-datagrams = O programa recebe datagramas (UDP) nessa porta, não conexões: crie um soquete TCP (SOCK_STREAM) e chame listen().
lab-background = O programa foi para segundo plano: o processo iniciado terminou, mas deixou outro que continua rodando. Mantenha o servidor no processo que foi iniciado (sem & e sem virar daemon).
lab-not-built = A compilação do programa falhou ({ $ending }).
lab-build-too-long = A compilação do programa não terminou em { $seconds } s.
lab-ended-at-once = O programa terminou sem escutar em nenhuma porta ({ $ending }).
lab-ended-saying = O programa terminou sem escutar em nenhuma porta ({ $ending }): { $words }
lab-ending-code = código de saída { $code }
lab-ending-signal = sinal { $signal }{ $signal ->
    [2] {""}: SIGINT, interrupção
    [4] {""}: SIGILL, instrução inválida
    [6] {""}: SIGABRT, o programa abortou
    [7] {""}: SIGBUS, acesso inválido à memória
    [8] {""}: SIGFPE, conta impossível, como uma divisão por zero
    [9] {""}: SIGKILL, encerramento à força
    [11] {""}: SIGSEGV, acesso inválido à memória
    [13] {""}: SIGPIPE, escrita em uma conexão que o outro lado já fechou
    [15] {""}: SIGTERM, pedido de encerramento
   *[other] {""}
}
lab-escaped = O programa escapou do corretor: encerrou o processo que o vigia (o pai dele), ou cria processos mais depressa do que se pode encerrar. Confira com "ps" se algo ficou rodando.
lab-port-in-use = A porta que o programa quer já está em uso: outro programa a tem, ou o número está escrito no programa. Use a porta da variável PORT.
lab-elsewhere = Escuta em { $port }, não em PORT: leia a porta da variável de ambiente PORT.
lab-not-listening = O programa iniciou, mas em { $seconds } s não escutou em nenhuma porta: ele chega até o listen()? Se ele só precisa de mais tempo para iniciar, use --start-limit { $more }
lab-no-connection = O programa não completou a conexão ({ $why }).
lab-turned-away = o servidor fechou a conexão de { $name }, embora esse nome seja válido.
lab-crash-passed = o programa imprimiu um erro: { $words }
lab-refused = O programa não aceita mais conexões na porta em que escutava.
lab-not-tls = O programa não fala TLS nessa porta.
lab-other-certificate = O programa mostra outro certificado, não o de CERT.
lab-too-long = A conversa não terminou em { $seconds } s: o programa responde devagar demais, ou sem parar.
lab-crashed = o programa, ou uma parte dele, caiu com: { $words }. Procure essa linha no que o programa imprimiu.
lab-ended-midway = o programa terminou no meio da conversa ({ $ending }).
lab-reread = Releia a lição { $lesson }: sala lab show { $lesson }
lab-asked-for = Este passo só precisa do que a lição { $lesson } pede.
lab-nobody = Ninguém atende em { $at }: confira o endereço, e se o seu programa está rodando.
lab-few-files = O corretor não conseguiu trabalhar, e a culpa não é do programa: só pode abrir { $limit } arquivos e conexões, e precisa de { $needed } (ulimit -n).
lab-trouble = O corretor não conseguiu trabalhar, e a culpa não é do programa: { $why }.

## A caixa em que rodam os programas dos outros.

lab-box-not-linux = Só o Linux tem aquilo de que se faz uma caixa: confira em uma máquina virtual com Linux.
lab-box-no-bubblewrap = O bubblewrap, que faz a caixa, não está instalado: sudo apt install bubblewrap
lab-box-old = Este bubblewrap é antigo demais para a caixa: não conhece { $option }. Instale a versão 0.8 ou mais nova.
lab-box-wsl1 = O WSL 1 não tem um kernel Linux e, por isso, nem caixa. No Windows: wsl --set-version NOME 2 (wsl -l -v mostra o nome).
lab-box-container = Este contêiner não deixa ninguém criar namespaces e, por isso, nem caixa. Inicie-o com --security-opt seccomp=unconfined --security-opt apparmor=unconfined --security-opt systempaths=unconfined; se o próprio contêiner é a caixa: --sandbox none
lab-box-apparmor = O AppArmor não deixa ninguém criar namespaces e, por isso, nem caixa, como no Ubuntu desde o 23.10. Até reiniciar: sudo sysctl -w { $setting }=0; para sempre, e só para o bubblewrap, com o perfil em lessons/professores.md.
lab-box-setting = Este sistema não deixa ninguém criar namespaces e, por isso, nem caixa: sudo sysctl -w { $setting }={ $value }
lab-box-taken = A caixa mostra os arquivos dela em { $path }, que não é uma pasta sua: peça que a removam.
lab-box-other = Não é possível fazer uma caixa aqui: { $why }.
lab-box-refused = { $why } Para rodar os programas dos outros sem caixa, com tudo o que é seu ao alcance deles: --sandbox none
lab-box-without = { $why } O programa roda sem caixa.
lab-box-build = { $why } A compilação roda em uma caixa sem rede: o que ela precisa tem de estar na pasta ou instalado nesta máquina.
lab-excess-memory = O programa usou mais de { $mebibytes } MiB de memória e foi encerrado: algo nele cresce sem limite.
lab-excess-tasks = O programa iniciou { $limit } processos e threads e foi encerrado: algo nele os cria sem limite.
lab-excess-disk = O programa encheu os { $mebibytes } MiB que tem para arquivos e foi encerrado: algo nele escreve sem limite.
lab-too-large = A pasta é grande demais para ser conferida em uma caixa: remova o que o programa não precisa, como o que foi compilado. Quem corrige pode dar mais espaço: --box-disk MIB

## O que se imprime.

lab-step = passo
lab-look = onde olhar
lab-same-cause = A mesma que acima.
lab-remark = observação: não reprova
lab-unverified = não verificado: só quando o corretor inicia o programa
lab-untried = não tentado
lab-said = o que o programa imprimiu:
lab-transcript = o que { $who } viu (> enviou, < recebeu, | o programa imprimiu):
lab-passed = Lição { $number }: passou ({ $seconds } s).
lab-failed = Lição { $number }: ainda não ({ $seconds } s). Dicas: sala lab hint { $number }
lab-not-verified = Lição { $number }: nada falhou, mas nem tudo foi verificado ({ $seconds } s). Para conferir tudo, deixe o corretor iniciar o programa: sala lab check { $number } -- COMANDO
lab-nothing-built = O programa não foi compilado; nada foi conferido.
lab-lessons-failed = Ainda não passou tudo. Lições por passar: { $lessons }.
lab-which = Qual lição? Escreva o número, ou --upto N, ou --all: sala lab check 1 -- python3 servidor.py
lab-interrupted = Interrompido; os programas iniciados foram encerrados.
lab-saved = Arquivo salvo; conferindo de novo.
lab-keys = Salve para conferir de novo. Teclas: r conferir de novo · h dica · n próxima lição · q sair
lab-waiting = Salve para conferir de novo. Ctrl-C sai.
lab-only-polled = O sistema não avisa de mudanças ({ $why }): olho os arquivos a cada 2 s.
lab-folder = pasta
lab-total = total
lab-grader-ended = Quem conferia esta pasta foi encerrado no meio ({ $ending }), talvez pelo próprio programa: confira o código.
lab-grader-silent = Quem conferia esta pasta parou por { $seconds } s e foi encerrado; talvez o próprio programa o tenha parado: confira o código.
lab-report-failed = { $count ->
    [one] { $count } pasta ainda não passou em tudo.
   *[other] { $count } pastas ainda não passaram em tudo.
}
lab-note = lição { $number }: { $why }

## O que há de errado nas lições, para quem as escreve.

lab-lint-hints = faltam dicas, ou uma está vazia.
lab-lint-no-check = não há verificação "{ $check }" em lesson.toml.
lab-lint-untagged = o cenário "{ $scenario }" tem de levar a etiqueta de exatamente uma verificação.
lab-lint-no-scenario = a verificação "{ $check }" não tem cenário.
lab-lint-unproved = nenhum programa quebrado reprova em "{ $check }": escreva um.
lab-lint-sections = as duas páginas não têm as mesmas seções.
lab-lint-length = a página tem { $words } palavras; devem ser de { $least } a { $most }.
lab-lint-stale = a parte gerada está desatualizada, ou falta o lugar dela: rode "make docs".
lab-lint-few-broken = { $count ->
    [one] há { $count } programa quebrado; são pelo menos { $least }.
   *[other] há { $count } programas quebrados; são pelo menos { $least }.
}
lab-lint-mistake = "{ $mistake }": { $why }
lab-edit-nowhere = “{ $find }” não está na solução: copie as linhas de find da solução como ela é agora.
lab-edit-often = “{ $find }” aparece { $count } vezes na solução (linhas { $lines }): acrescente as linhas em volta até que apareça uma vez só.
lab-edit-overlap = “{ $find }” faz parte de outra alteração: junte as duas em uma.
lab-lint-no-topic = "{ $topic }", em teaches, não é uma causa. As causas são: { $known }.
lab-lint-no-sight = "{ $seen }" em look não é algo que se possa ver. O que se pode ver: { $known }.
lab-lint-taught-twice = a lição { $lesson } também ensina "{ $topic }": tire de teaches em uma das duas.
lab-lint-no-language = languages.toml não tem a linguagem "{ $language }": acrescente-a lá ou corrija o nome aqui.
lab-lint-pattern = “{ $pattern }” não é uma expressão regular: { $why }.
lab-lint-no-words = um tropeço não tem texto em { $tag }.
lab-lint-same-name = dois erros se chamam "{ $mistake }": mude o nome de um deles.
lab-lint-stale-golden = o erro "{ $mistake }" não existe mais: sala lab lint --write apaga a mensagem dele.
lab-absorb-unknown = { $path }: nenhuma lição tem este programa. Para um erro novo, acrescente antes um [[mistake]] com name, fails e about em mistakes.toml.
lab-not-empty = { $path } não é uma pasta vazia: escolha uma nova ou vazia.
lab-materialized = { $count } arquivos gravados em { $path }. Depois de mudar algum: sala lab lint --absorb { $path }
lab-absorbed = { $count ->
    [0] Nada tinha mudado.
    [one] { $count } arquivo das lições gravado.
   *[other] { $count } arquivos das lições gravados.
}
lab-new-name = “{ $name }” não pode ser a pasta de uma lição: escreva o número com dois algarismos, um hífen e uma palavra em minúsculas, como em 14-salas.
lab-new-taken = { $folder } já tem este número: escolha outro.
lab-new-made = { $path } criada. A solução ainda é a da lição anterior. Falta escrever:
lab-lint-no-program = falta o programa.
lab-lint-mishap = { $why }
lab-lint-fails = deveria passar, e reprova em "{ $check }": { $why }
lab-lint-passes = deveria reprovar em "{ $check }", e passa.
lab-lint-golden = a mensagem agora é: { $now }
lab-lint-skipped = { $language }: não testado, pois “{ $tool }” não foi encontrado. Instale-o para testar esses programas (Debian: apt install { $package }).
lab-lint-without = { $language }: a lição { $number } não foi testada, pois “{ $tool }” não foi encontrado (Debian: { $package }).
lab-lint-failed = { $count ->
    [one] { $count } coisa a corrigir nas lições.
   *[other] { $count } coisas a corrigir nas lições.
}
lab-lint-passed = { $lessons ->
    [one] { $lessons } lição em ordem
   *[other] { $lessons } lições em ordem
}; { $programs ->
    [one] { $programs } programa testado
   *[other] { $programs } programas testados
}.
