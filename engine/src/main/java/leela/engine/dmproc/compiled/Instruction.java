package leela.engine.dmproc.compiled;

/**
 * One step of a compiled pipeline.
 * Thread: immutable.
 *
 * @param opcode  what to do
 * @param isValue whether it gives a value for each value: see {@link ValueFunction}
 * @param operand the number it works with: of arithmetic and comparisons theirs, a weight, or how many values
 * @param limit   a second number: how many of sample pass, how many of sma stay silent, how many a median holds
 * @param slot    where its own cells of the state begin
 * @param extent  a second place in the state: where a window's body begins, which store has a median's values
 * @param other   a second instruction that belongs to it; null where there is none
 * @param stage   what goes by time; null where there is none
 */
record Instruction(
        Opcode opcode,
        boolean isValue,
        double operand,
        long limit,
        int slot,
        int extent,
        Instruction other,
        TimedStage stage) {

    static Instruction of(
            final Opcode opcode, final double operand, final long limit, final int slot, final int extent) {
        return new Instruction(opcode, opcode.isValue(), operand, limit, slot, extent, null, null);
    }

    static Instruction of(final TimedStage stage) {
        return new Instruction(Opcode.STAGE, false, 0, 0, 0, 0, null, stage);
    }

    Instruction with(final Instruction second) {
        return new Instruction(opcode, isValue, operand, limit, slot, extent, second, stage);
    }

    /** The same, with its second place so much further on. */
    Instruction moved(final int by) {
        return new Instruction(opcode, isValue, operand, limit, slot, extent + by, other, stage);
    }
}
