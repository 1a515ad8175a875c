package leela.engine.dmproc.compiled;

/**
 * One step of a compiled pipeline.
 * Thread: immutable.
 *
 * @param opcode  what to do
 * @param operand the number it works with: of arithmetic and comparisons theirs, a weight, or how many values
 * @param limit   a second number: how many of sample pass, how many of sma stay silent, how many a median holds
 * @param slot    where its own cells of the state begin
 * @param extent  a second place in the state: where a window's body begins, where a median's values lie
 * @param other   a second instruction that belongs to it; null where there is none
 */
record Instruction(Opcode opcode, double operand, long limit, int slot, int extent, Instruction other) {

    Instruction(final Opcode opcode, final double operand, final long limit, final int slot, final int extent) {
        this(opcode, operand, limit, slot, extent, null);
    }
}
