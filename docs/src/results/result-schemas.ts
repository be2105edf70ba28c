import { join } from 'node:path';
import ts from 'typescript';
import { ROOT } from '../repository.js';
import { jsonSchemaOf, type ResultSchema } from './type-schema.js';

/** Where each command makes what `--json` prints: a source of the command line, and the function in it. */
const PLACES: Readonly<Record<string, readonly (readonly [file: string, name: string])[]>> = {
  init: [['commands/init.ts', 'init']],
  status: [['commands/status.ts', 'statusCommand']],
  doctor: [['commands/jobs.ts', 'doctorCommand']],
  train: [['commands/jobs.ts', 'trainCommand']],
  predict: [['commands/jobs.ts', 'predictCommand']],
  evaluate: [['commands/jobs.ts', 'evaluateCommand']],
  run: [['commands/jobs.ts', 'runCommand']],
  proba: [['commands/jobs.ts', 'probaCommand']],
  models: [
    ['commands/jobs.ts', 'modelsCommand'],
    ['commands/jobs.ts', 'effectsCommand'],
  ],
  preprocessor: [['commands/preprocessor.ts', 'preprocessorBuildCommand']],
  serve: [['commands/serve.ts', 'serveCommand']],
  simulate: [['commands/simulate.ts', 'simulateCommand']],
  demo: [['demo/demo.ts', 'demoCommand']],
  '--print-sql': [['commands/print-sql.ts', 'printSqlCommand']],
};

/** The results of the commands, as JSON Schemas by command; several where an option changes the result. */
export function resultSchemas(): Map<string, ResultSchema[]> {
  const cli = join(ROOT, 'packages/cli');
  const { config } = ts.readConfigFile(join(cli, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, cli);
  const files = [...new Set(Object.values(PLACES).flatMap((places) => places.map(([file]) => join(cli, 'src', file))))];
  const program = ts.createProgram(files, { ...options, noEmit: true });
  const checker = program.getTypeChecker();
  const schemasAt = (file: string, name: string): ResultSchema[] => {
    const source = program.getSourceFile(join(cli, 'src', file))!;
    return resultsIn(source, name).map((node) => jsonSchemaOf(checker, checker.getTypeAtLocation(node), node));
  };
  return new Map(
    Object.entries(PLACES).map(([command, places]) => [
      command,
      places.flatMap(([file, name]) => schemasAt(file, name)),
    ]),
  );
}

/**
 * What a function hands to `outcome(…)`, the one way in which a command gives its result.
 * @throws Error where there is no such function, or it makes no outcome
 */
function resultsIn(source: ts.SourceFile, name: string): ts.Expression[] {
  const declared = source.statements.find(
    (node): node is ts.FunctionDeclaration => ts.isFunctionDeclaration(node) && node.name?.text === name,
  );
  const found: ts.Expression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.getText() === 'outcome') found.push(node.arguments[0]!);
    ts.forEachChild(node, visit);
  };
  if (declared !== undefined) visit(declared);
  if (found.length > 0) return found;
  throw new Error(
    `${source.fileName} has no function ${name} that makes an outcome: correct the place of its command.`,
  );
}
