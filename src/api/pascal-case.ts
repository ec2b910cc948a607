/** Words with dots or underscores between them as one name: `generator.onnx` as `GeneratorOnnx`. */
export function pascalCase(words: string): string {
  return words.replace(/(?:^|[_.])([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
