import { describe, expect, test } from 'vitest'
import { runScript } from './testShell.ts'

/** Script, what it prints, its exit code: as busybox 1.36's ash has it. */
const rows: readonly (readonly [script: string, stdout: string, exitCode?: number])[] = [
  ['echo hello   world', 'hello world\n'],
  ["echo 'a  b' \"c  d\" e\\ f", 'a  b c  d e f\n'],
  ['x=5; echo $x ${x} "$x" \'$x\'', '5 5 5 $x\n'],
  ['echo ${unset:-default} ${unset-d2}; : ${y:=set}; echo $y', 'default d2\nset\n'],
  ['x=abc; echo ${#x} ${x%c} ${x#a} ${x:+there}', '3 ab bc there\n'],
  ['f=/a/b/c.txt; echo ${f##*/} ${f%/*} ${f%.*}', 'c.txt /a/b /a/b/c\n'],
  ['x=hello; echo ${x/l/L} ${x//l/L} ${x:1:3}', 'heLlo heLLo ell\n'],
  ['echo $((1 + 2 * 3)) $((10 % 3)) $((2 > 1)); i=3; echo $((i + 1)) $((i++)) $i', '7 1 1\n4 3 4\n'],
  ['echo "$(echo a; echo b)" $(echo c)', 'a\nb c\n'],
  ['echo `echo back`', 'back\n'],
  ['for i in 1 2 3; do echo $i; done', '1\n2\n3\n'],
  ['i=0; while [ $i -lt 3 ]; do i=$((i+1)); echo $i; done', '1\n2\n3\n'],
  ['until false; do echo once; break; done', 'once\n'],
  ['for i in 1 2 3; do [ $i = 2 ] && continue; echo $i; done', '1\n3\n'],
  ['if true; then echo yes; else echo no; fi', 'yes\n'],
  ['if false; then echo a; elif true; then echo b; fi', 'b\n'],
  ['case foo.yaml in *.txt) echo text;; *.yaml|*.yml) echo yaml;; *) echo other;; esac', 'yaml\n'],
  ['f() { echo "in $1"; return 3; }; f x; echo $?', 'in x\n3\n'],
  ['f() { local x=2; echo $x; }; x=1; f; echo $x', '2\n1\n'],
  ['true && echo a || echo b; false && echo c || echo d', 'a\nd\n'],
  ['! true; echo $?; ! false; echo $?', '1\n0\n'],
  ['echo one | cat | cat', 'one\n'],
  ['printf "b\\na\\n" | sort | head -n 1', 'a\n'],
  ['echo hi > f; cat f; echo more >> f; cat f', 'hi\nhi\nmore\n'],
  ['cat <<EOF\nx=$((1+1))\nEOF', 'x=2\n'],
  ["cat <<'EOF'\n$x\nEOF", '$x\n'],
  ['cat <<-EOF\n\tindented\n\tEOF', 'indented\n'],
  ['cat nosuch 2>/dev/null; echo $?', '1\n'],
  ['cat nosuch 2>&1', "cat: can't open 'nosuch': No such file or directory\n", 1],
  ['nosuch 2>&1; echo $?', 'sh: nosuch: not found\n127\n'],
  ['exit 7', '', 7],
  ['false', '', 1],
  ['set -e; false; echo not reached', '', 1],
  ['set -e; if false; then :; fi; false || true; echo reached', 'reached\n'],
  ['(exit 4); echo $?; (x=1); echo "[$x]"', '4\n[]\n'],
  ['{ echo a; echo b; } | wc -l', '2\n'],
  ['set -- a b c; echo $# $1 $3; shift; echo "$@"', '3 a c\nb c\n'],
  ['for x in "$@"; do echo "<$x>"; done', ''],
  ['set -- "a b" c; for x in "$@"; do echo "<$x>"; done', '<a b>\n<c>\n'],
  ['IFS=,; x=a,b,c; for i in $x; do echo $i; done', 'a\nb\nc\n'],
  ['touch b.txt a.txt; echo *.txt; echo *.none', 'a.txt b.txt\n*.none\n'],
  ['echo "a b" | while read x y; do echo "$y $x"; done', 'b a\n'],
  ['printf "1 2\\n3 4\\n" | while read a b; do echo $((a+b)); done', '3\n7\n'],
  ['x=$(printf "a\\nb\\n"); echo "$x" | wc -l', '2\n'],
  ['sleep 1 & wait; echo done', 'done\n'],
  ['sleep 5 & kill $!; wait $!; echo $?', '143\n'],
  ['trap "echo bye" EXIT; echo hi', 'hi\nbye\n'],
  ['A=1 env | grep ^A=', 'A=1\n'],
  ['export B=2; sh -c "echo \\$B"', '2\n'],
  ['cd /tmp; pwd; cd -', '/tmp\n/work\n'],
  ['eval "echo $((1+1))"', '2\n'],
  ['x=a; y=x; eval echo \\$$y', 'a\n'],
  ['test -f nosuch || echo none; [ -n "x" -a 1 -lt 2 ] && echo both', 'none\nboth\n'],
  ['[[ abc == abc ]] && echo eq', 'eq\n'],
  ['echo $(( $(echo 3) * 2 ))', '6\n'],
  ['echo -n no newline', 'no newline'],
  ["echo -e 'a\\tb'", 'a\tb\n'],
  ['printf "%s-%d-%05.1f\\n" x 7 3.14159', 'x-7-003.1\n'],
  ['printf "%s\\n" a b', 'a\nb\n'],
  ['seq 3; seq 2 2 6; seq -s, 3', '1\n2\n3\n2\n4\n6\n1,2,3\n'],
  ['date +%Y-%m-%dT%H:%M:%S', '2026-01-02T03:04:05\n'],
  ['hostname; id -u', 'box\n0\n'],
  ['echo "a,b,c" | cut -d, -f2', 'b\n'],
  ['echo hello | tr a-z A-Z', 'HELLO\n'],
  ["echo 'name: web' | sed 's/web/api/; s/name/NAME/'", 'NAME: api\n'],
  ["printf 'a\\nb\\nc\\n' | sed -n '2p'; printf 'a\\nb\\n' | sed '/a/d'", 'b\nb\n'],
  ["printf 'x\\nEvents:\\n one\\n' | sed -n '/^Events/,$p'", 'Events:\n one\n'],
  ["echo 'foo123' | sed -E 's/([a-z]+)([0-9]+)/\\2\\1/'", '123foo\n'],
  ["echo 'img: a:1' > f; sed -i 's/a:1/a:2/' f; cat f", 'img: a:2\n'],
  ['printf "a\\nb\\na\\n" | sort | uniq -c', '      2 a\n      1 b\n'],
  ['printf "one\\ntwo\\n" | grep -c o; printf "one\\ntwo\\n" | grep -n t', '2\n2:two\n'],
  ['echo x | grep y; echo $?', '1\n'],
  ['echo "a b c" | xargs -n 1 echo', 'a\nb\nc\n'],
  ['head -c 3 /dev/zero | wc -c', '3\n'],
  ['sort /dev/zero 2>&1; echo $?', 'sort: out of memory\n1\n'],
  ['read -t 1 x < /dev/zero; echo $?', '1\n'],
  ['sleep 5 | read -t 2 x; echo $?', '1\n'],
  ['echo abc | { read -n 2 x; read y; echo "$x $y"; }', 'ab c\n'],
  ['echo abc:def | { read -d : x; echo "$x"; }', 'abc\n'],
  ['yes | sed 2q', 'y\ny\n'],
  ['printf "a\\nb" | sed s/a/x/; echo', 'x\nb\n'],
  ["seq 3 | sed 'N;s/\\n/-/'", '1-2\n3\n'],
  ["seq 3 | sed ':a;N;$!ba;s/\\n/,/g'", '1,2,3\n'],
  ["seq 5 | sed -n '$p;2,3p;/4/{s//four/;p}'", '2\n3\nfour\n5\n'],
  ["seq 3 | sed '2a\\\nnew'; seq 2 | sed '1!G;h;$!d'", '1\n2\nnew\n3\n2\n1\n'],
  ['false; (exit); echo $?; f() { return; }; false; f; echo $?', '1\n1\n'],
  ['break; echo ok; continue; echo ok2', 'ok\nok2\n'],
  ['for i in 1 2; do for j in 1 2; do break 5; done; done; echo $i', '1\n'],
  ['[[ abc == a* ]] && echo glob; [[ abc == "a*" ]] || echo literal; [[ -n x && ! ( a == b || 2 -lt 1 ) ]] && echo both', 'glob\nliteral\nboth\n'],
  ['x=web-12; [[ $x =~ ^[a-z]+-[0-9]+$ ]] && echo name; [[ $x =~ "^w" ]] || echo quoted', 'name\nquoted\n'],
  ["IFS=' :'; x=' a : b '; for i in $x; do echo \"[$i]\"; done; IFS=:; x=a::b:; for i in $x; do echo \"[$i]\"; done", '[a]\n[b]\n[a]\n[]\n[b]\n'],
  ['echo a > f; set -C; echo b > f; echo $?; cat f; echo c >| f; cat f', '1\na\nc\n'],
  ['(exec < nosuch; echo no) 2> /dev/null; echo $?', '1\n'],
  ['x=$(exit 3); echo $?; true; echo $(exit 4) $?', '3\n0\n'],
  ['x=$(seq 5000); y=${x//5*z/}; echo ${#y} ${#x} ${x%%2*} ${x##*4}', '23892 23892 1 999 5000\n'],
  ["alias ll='echo aliased'\nll one | cat; alias; unalias ll; ll 2> /dev/null || echo gone", "aliased one\nll='echo aliased'\ngone\n"],
  ['x=5; let x=x+1; echo $x; let 0; echo $?', '6\n1\n'],
  ['printf "echo \\$LINENO\\n\\necho \\$LINENO\\n" > s; sh s', '1\n3\n'],
  ['set -e; echo $-; echo {a,b}', 'ce\n{a,b}\n'],
  ['sh -c 2> /dev/null; echo $?; sh -z 2> /dev/null; echo $?; echo "echo \\$1" | sh -s x', '2\n2\nx\n'],
  ['expr 2 + 3 \\* \\( 4 - 1 \\); expr abc : "a\\(.*\\)"; expr abc : ".*"; expr length hello', '11\nbc\n3\n5\n'],
  ['mkdir d; touch d/a d/b.txt; find d -name "*.txt" -exec echo got {} \\;; find d -type f -delete; ls d; find . ! -name d', 'got d/b.txt\n.\n'],
  ['touch .h v; ls -a; seq -w 8 10', '.\n..\n.h\nv\n08\n09\n10\n'],
  ['echo "\'a b\' c" | xargs -n 1 echo; echo "x y" | xargs -I {} echo "<{}>"', 'a b\nc\n<x y>\n'],
  ['echo hi | md5sum; echo hi | sha256sum; seq 3 | tac; seq 2 | nl; seq 3 | paste -s -d,; seq 4 | paste - -', '764efa883dda1e11db47671c4a3bbd9e  -\n98ea6e4f216f2fb4b69fff9b3a44842c38686ca685f3f55dc48c5d3fb1107be4  -\n3\n2\n1\n     1\t1\n     2\t2\n1,2,3\n1\t2\n3\t4\n'],
  ["printf '%s\\n' a | od -c; echo abc | hexdump -C", '0000000   a  \\n\n0000002\n00000000  61 62 63 0a                                       |abc.|\n00000004\n'],
  ['realpath .; readlink -f nosuch; mktemp > /dev/null; echo $?; sleep 9 & env kill $!; wait $!; echo $?; pidof nosuch; echo $?', '/work\n/work/nosuch\n0\n143\n1\n'],
  ['yes | head -n 2', 'y\ny\n'],
  ['mkdir -p a/b; touch a/b/c; ls a; ls a/b; rm -r a; ls', 'b\nc\n'],
  ['echo aGk= | base64 -d; echo; printf hi | base64', 'hi\naGk=\n'],
  ['timeout 2 sleep 10; echo $?', '124\n'],
  ['wget -qO- http://web/ 2>&1; echo $?', "wget: can't connect to remote host (10.96.0.5): Connection refused\n1\n"],
  ['wget -q http://nosuch/ 2>&1', "wget: bad address 'nosuch'\n", 1],
  ['curl -s http://web/; echo $?', '7\n'],
  ['echo "$(echo "a $(echo b)")"', 'a b\n'],
  ['if [ "$x" = "" ]; then echo empty; fi', 'empty\n'],
  ['x="a b"; echo $x; for i in $x; do echo $i; done', 'a b\na\nb\n'],
  ["echo 'if' | cat; echo done", 'if\ndone\n'],
  ['expr 1 + 2; expr 3 \\* 4', '3\n12\n'],
  ['while true; do echo x; done | head -n 1', 'x\n'],
]

describe('a script prints what it prints in busybox', () => {
  test.each(rows.map(([script, stdout, exitCode = 0]) => ({ script, stdout, exitCode })))('$script', ({ script, stdout, exitCode }) => {
    const outcome = runScript(script)
    expect({ stdout: outcome.stdout, exitCode: outcome.exitCode }, outcome.stderr).toEqual({ stdout, exitCode })
  })
})

test.each<[string, number, string]>([
  ['echo "unclosed', 2, 'unterminated quoted string'],
  ['if true; then', 2, 'unexpected end of file'],
  ['echo )', 2, 'unexpected'],
])('%s is no script', (script, exitCode, words) => {
  const outcome = runScript(script)
  expect(outcome.exitCode).toBe(exitCode)
  expect(outcome.stderr).toContain(words)
})

test.each([
  ['f() { f; }; f'],
  ['x=aaaaaaaaaa; while true; do x=$x$x; done'],
  [':(){ :|:& };:'],
  ['read x < /dev/zero'],
  ['sort /dev/zero'],
  ['echo xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx | grep -E "(x+x+)+y"'],
  ['[[ xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx =~ (x+x+)+y ]]'],
  ['echo a | sed ":a;s/a/aa/g;ba"'],
])('%s harms nobody', (script) => {
  // It ends, or goes on without ever having got further than its own machine lets it: what it says stays small.
  const { stdout, stderr } = runScript(script, { limitMs: 2_000 })
  expect(stdout).toBe('')
  expect(stderr.length).toBeLessThan(1_000_000)
})

test.each([
  ['f() { f; }; f', 'maximum recursion depth exceeded'],
  ['x=aaaaaaaaaa; while true; do x=$x$x; done', 'out of memory'],
  [':(){ :|:& };:', "can't fork: Resource temporarily unavailable"],
])('%s is told why it ends', (script, words) => {
  expect(runScript(script, { limitMs: 2_000 }).stderr).toContain(words)
})

test('nslookup asks whom resolv.conf names', () => {
  expect(runScript('nslookup web', { files: { '/etc/resolv.conf': 'nameserver 10.9.8.7\n' } }).stdout).toBe('Server:\t\t10.9.8.7\nAddress:\t10.9.8.7:53\n\nName:\tweb\nAddress: 10.96.0.5\n\n')
})

test('a shell runs lines of its input as they come', () => {
  expect(runScript('printf "echo a\\nfor i in 1 2; do\\necho $i\\ndone\\nexit 3\\necho no\\n" | sed "s/XX/x/" | sh; echo $?')).toMatchObject({ stdout: expect.stringMatching(/^a\n/) })
  expect(runScript('sh', { input: 'x=1\necho $x\nif true; then\necho yes\nfi\nexit 4\n' })).toMatchObject({ stdout: '1\nyes\n', exitCode: 4 })
})

test('sleep takes its time, and a script goes on', () => {
  expect(runScript('sleep 3; echo done')).toMatchObject({ stdout: 'done\n', tookMs: 3_000 })
})

test('background jobs run beside the shell', () => {
  expect(runScript('(sleep 2; echo slow) & (sleep 1; echo fast) & wait; echo all')).toMatchObject({ stdout: 'fast\nslow\nall\n', tookMs: 2_000 })
})
