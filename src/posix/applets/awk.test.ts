import { expect, test } from 'vitest'
import { runScript } from '../shell/testShell.ts'

test.each<[script: string, stdout: string]>([
  ["echo 'a b c' | awk '{print $2}'", 'b\n'],
  ["awk 'BEGIN{print 1+1, 7/2, 2^3^2, 1e6*1e6, 10%3 \"x\" -1}'", '2 3.5 512 1000000000000 1-1\n'],
  ["seq 5 | awk '{s+=$1} END{print s, NR, s/NR}'", '15 5 3\n'],
  ["printf 'a:b\\n' | awk -F: '{print $2}'; printf 'a, b,c\\n' | awk -F', *' '{print NF, $3}'", 'b\n3 c\n'],
  ["printf 'x 1\\ny 2\\nx 3\\n' | awk '{n[$1]+=$2} END{for (k in n) print k, n[k]; print (\"z\" in n), length(n)}'", 'x 4\ny 2\n0 2\n'],
  ["seq 10 | awk 'NR>=3 && $1%2==0 {print; next} /^1$/,/3/ {printf \"%s-\", $0} $1==8{exit 4}'; echo $?", '1-2-3-4\n6\n8\n10\n0\n'],
  ["printf 'NAME READY\\nweb 1/1\\ndb 0/1\\n' | awk 'NR>1 && $2 ~ /^0/ {print $1}'", 'db\n'],
  ["awk -v n=3 'BEGIN { for (i = 1; i <= n; i++) { if (i == 2) continue; print i }; while (n-- > 0) if (n == 1) break; do x++; while (x < 5); print n, x }'", '1\n3\n1 5\n'],
  ["echo 'hello world' | awk '{gsub(/o/, \"[&]\"); sub(\"h\", \"H\"); print; print toupper(substr($1, 2, 3)), index($0, \"w\"), match($0, /w.*d/), RSTART, RLENGTH, length($2)}'", 'Hell[o] w[o]rld\nELL 9 9 9 7 7\n'],
  ["echo 'a b c' | awk '{$2=\"X\"; print; NF=2; print; print NF; OFS=\"-\"; $1=$1; print}'", 'a X c\na X\n2\na-X\n'],
  ["awk 'BEGIN{printf \"%5.2f|%-4s|%03d|%c|%x\\n\", 3.14159, \"ab\", 7, \"xyz\", 255; print length(\"four\"), split(\"a:b:c\", p, \":\"), p[3]; print 10 < 9, \"10\" < \"9\"}'", ' 3.14|ab  |007|x|ff\n4 3 c\n0 1\n'],
  ["echo '10 9' | awk '{print ($1 > $2) ? \"more\" : \"less\"; if (!($1 < $2)) print \"ok\"; else print \"no\"}'", 'more\nok\n'],
  ["yes | awk 'NR==2{print NR; exit}'", '2\n'],
  ["seq 3 > f; awk '{print > \"out\"} END{while ((getline line < \"f\") > 0) n++; print n}' f; cat out", '3\n1\n2\n3\n'],
])('%s', (script, stdout) => {
  const outcome = runScript(script)
  expect(outcome.stdout, outcome.stderr).toBe(stdout)
})

test('what awk does not know it says', () => {
  expect(runScript("awk 'BEGIN{print nosuch(1)}'")).toMatchObject({ stderr: "awk: call to undefined function 'nosuch'\n", exitCode: 1 })
  expect(runScript("awk '{print'").exitCode).toBe(1)
})

test('an endless loop lets time pass', () => {
  expect(runScript("timeout 1 awk 'BEGIN{while(1) x = x + 1}'; echo $?", { limitMs: 5_000 }).stdout).toBe('124\n')
})
