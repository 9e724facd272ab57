import { InferenceSession, Tensor } from 'onnxruntime-node'
import { ModelError } from '../detect/detector.ts'

/** A dimension is a number, or a name where any number goes. */
export type Shape = readonly (number | string)[]

export interface Signature {
  readonly name: string
  readonly input: { readonly name: string; readonly shape: Shape }
  readonly outputs: Readonly<Record<string, Shape>>
}

/** One tensor that came out: row-major, and its actual dimensions. */
export interface Output {
  readonly data: Float32Array
  readonly dims: readonly number[]
}

/**
 * One ONNX graph that takes bytes and gives numbers, checked against what the program expects of it. `run`
 * occupies its thread until it is done, so graphs live in the thread of `vision/`.
 */
export class Graph<O extends string> {
  readonly #session: InferenceSession
  readonly #signature: Signature

  private constructor(session: InferenceSession, signature: Signature) {
    this.#session = session
    this.#signature = signature
  }

  /** @param threads how many cores one run may use */
  static async load<O extends string>(
    bytes: Uint8Array,
    signature: Signature & { readonly outputs: Readonly<Record<O, Shape>> },
    threads: number,
  ): Promise<Graph<O>> {
    let session: InferenceSession
    try {
      session = await InferenceSession.create(bytes, {
        intraOpNumThreads: threads,
        interOpNumThreads: 1,
        executionMode: 'sequential',
        graphOptimizationLevel: 'all',
      })
    } catch (cause) {
      throw new ModelError(`the ${signature.name} model cannot be loaded`, UPDATE, cause)
    }
    expect(signature, signature.input.name, session.inputMetadata, 'uint8', signature.input.shape)
    for (const [output, shape] of Object.entries<Shape>(signature.outputs)) {
      expect(signature, output, session.outputMetadata, 'float32', shape)
    }
    return new Graph<O>(session, signature)
  }

  /** @param dims of the input; `bytes` holds exactly their product */
  async run(bytes: Uint8Array, dims: readonly number[]): Promise<Record<O, Output>> {
    const { name, input, outputs } = this.#signature
    let results: InferenceSession.OnnxValueMapType
    try {
      results = await this.#session.run({ [input.name]: new Tensor('uint8', bytes, dims) })
    } catch (cause) {
      throw new ModelError(`the ${name} model failed on an input of ${dims.join('×')}`, UPDATE, cause)
    }
    const given = Object.keys(outputs).map((output) => [output, this.#outputOf(output, results[output])])
    return Object.fromEntries(given) as Record<O, Output>
  }

  #outputOf(output: string, value: InferenceSession.OnnxValueMapType[string] | undefined): Output {
    const { name } = this.#signature
    if (!(value instanceof Tensor) || !(value.data instanceof Float32Array)) {
      throw new ModelError(`the ${name} model gave no numbers as "${output}"`, UPDATE)
    }
    // A NaN compares as false everywhere and would pass for "no plate here".
    if (Number.isNaN(sumOf(value.data))) {
      throw new ModelError(`the ${name} model gave "not a number" in "${output}"`, UPDATE)
    }
    return { data: value.data, dims: value.dims }
  }

  async release(): Promise<void> {
    await this.#session.release()
  }
}

/** NaN as soon as one value is; a loop, because `some` takes a millisecond for a detector's corners. */
function sumOf(values: Float32Array): number {
  let sum = 0
  for (let at = 0; at < values.length; at++) sum += values[at] ?? 0
  return sum
}

const UPDATE = 'Install models and program of the same release; if it stays, report it with this message.'

function expect(
  signature: Signature,
  port: string,
  metadata: readonly InferenceSession.ValueMetadata[],
  type: string,
  shape: Shape,
): void {
  const found = metadata.find((each) => each.name === port)
  if (!found?.isTensor) throw new ModelError(`the ${signature.name} model has no "${port}"`, UPDATE)
  const fits =
    found.type === type &&
    found.shape.length === shape.length &&
    shape.every((wanted, axis) => typeof wanted === 'string' || mayBe(found.shape[axis], wanted))
  if (!fits) {
    throw new ModelError(
      `"${port}" of the ${signature.name} model is ${found.type} [${found.shape.join(',')}], ` +
        `not ${type} [${shape.join(',')}]`,
      UPDATE,
    )
  }
}

/** A named dimension of the graph is settled only when it runs. */
const mayBe = (found: number | string | undefined, wanted: number) =>
  found === wanted || typeof found === 'string'
