### Rosters, grades and the formats that they leave in (src/roster, src/marks, src/cli/lab/export).

## The roster.

roster-no-columns = nenhuma coluna deste arquivo diz quem é a pessoa. A primeira linha é: { $row }. O esperado é um CSV com cabeçalhos como Nome, E-mail, Matrícula (Name, Email, ID number).
roster-nobody = não há ninguém abaixo dos cabeçalhos.
roster-too-many = há mais de { $most } linhas: será outro arquivo?
roster-understood = Lista da turma: { $count ->
    [one] { $count } estudante
   *[other] { $count } estudantes
}; { $encoding }, separador “{ $separator }”; { $columns }.
roster-left-out = Ficou de fora: { $rows }.
roster-tab = tabulação
roster-name = nome
roster-family-name = sobrenome
roster-id = número
roster-username = conta
roster-email = e-mail
roster-participant = participante no Moodle

## marks.toml.

marks-scale = a escala tem de ser um número maior que 0.
marks-weight = um peso tem de ser um número, 0 ou mais.
marks-no-lesson = não existe a lição { $name }: um peso leva o número de uma lição, ou default.
marks-no-remark = não existe a observação “{ $name }”. Existem: { $known }.
marks-nothing-counts = nada conta: dê a alguma lição um peso maior que 0.

## How far somebody is.

marks-passed = passou
marks-wrong = errado
marks-not-starting = não inicia
marks-missing = nada entregue
marks-ungraded = sem correção

## Reports.

roster-unusable = { $path } não serve como lista da turma: { $why }
roster-unmatched = Sem estudante correspondente: { $folder } ({ $why }).
roster-match-nobody = ninguém na lista tem esse nome, número ou endereço
roster-match-several = pode ser { $who }: use o nome completo, o número ou o endereço
roster-match-again = { $who } tem outra pasta que corresponde tão bem quanto esta, ou melhor
roster-absent = Sem pasta: { $who } ({ $count }).
report-kept = { $kept } de { $count } pastas têm o que já foi corrigido antes e não foram corrigidas de novo (--fresh corrige tudo).
report-not-kept = os resultados não podem ser guardados em { $path } ({ $why }); todas as pastas são corrigidas.
marks-empty = Nada foi entregue: a pasta está vazia. Ela deveria ter um programa, e um lab.toml que diz como ele inicia.
marks-no-manifest = A pasta não tem o lab.toml, que diz como o programa inicia, como em: command = "python3 servidor.py"
marks-starter = Este é o começo da lição { $number }, sem mudanças.
marks-absent = Não há pasta desta pessoa.
marks-one-folder = --format gradescope grava o resultado de uma pasta, e foram dadas { $count }.
marks-needs-roster = --format moodle precisa de --roster ARQUIVO: o Moodle reconhece estudantes por número ou e-mail, não por pasta.
marks-unwritable = { $path } não pôde ser gravado: { $why }.
marks-grade = nota
marks-grade-of = Nota { $grade } de { $scale }
marks-status = situação
marks-lesson = lição { $number }
marks-why = motivo
marks-sum = { $passed } de { $all } lições passaram
marks-student = Estudante
marks-class = Notas da turma
marks-class-sum = { $count ->
    [one] { $count } estudante
   *[other] { $count } estudantes
}, { $passed } com tudo certo. Escolha uma célula para ver por que falhou.
marks-passed-count = passaram
marks-back = Voltar à turma
marks-remarks = Observações: boas práticas que não são exigidas
moodle-id = Número de identificação
moodle-username = Identificação de usuário
moodle-email = Endereço de email
moodle-grade = Nota
moodle-feedback = Feedback
