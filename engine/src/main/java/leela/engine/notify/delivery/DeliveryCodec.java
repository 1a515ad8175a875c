package leela.engine.notify.delivery;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import leela.engine.alert.AlertCodec;
import leela.engine.notify.Outcome;
import leela.engine.notify.delivery.DeliveryRecord.Accepted;
import leela.engine.notify.delivery.DeliveryRecord.Attempted;
import leela.engine.notify.delivery.DeliveryRecord.Highest;
import leela.engine.notify.delivery.DeliveryRecord.Settled;

/**
 * Writes records of deliveries as bytes: a letter for the kind, then its parts, as {@link AlertCodec} writes them.
 * Thread: any.
 * Errors: bytes that are no record are an {@link IOException}.
 */
final class DeliveryCodec {

    private static final int ACCEPTED = 'A';
    private static final int ATTEMPTED = 'T';
    private static final int SETTLED = 'S';
    private static final int HIGHEST = 'H';

    private static final Outcome.Kind[] KINDS = Outcome.Kind.values();

    private DeliveryCodec() {}

    static byte[] write(final DeliveryRecord record) {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            if (record instanceof Accepted accepted) {
                out.writeByte(ACCEPTED);
                AlertCodec.write(out, accepted.transition());
                AlertCodec.write(out, accepted.recipients());
            } else if (record instanceof Attempted attempted) {
                out.writeByte(ATTEMPTED);
                AlertCodec.write(out, attempted.recipient());
                AlertCodec.write(out, attempted.numbers());
            } else if (record instanceof Settled settled) {
                out.writeByte(SETTLED);
                AlertCodec.write(out, settled.recipient());
                AlertCodec.write(out, settled.numbers());
                out.writeByte(settled.kind().ordinal());
                AlertCodec.write(out, settled.reason());
                out.writeLong(settled.timeNs());
                out.writeLong(settled.untold());
            } else if (record instanceof Highest highest) {
                out.writeByte(HIGHEST);
                out.writeLong(highest.number());
            }
        } catch (final IOException impossible) {
            throw new UncheckedIOException(impossible); // it is memory
        }
        return bytes.toByteArray();
    }

    static DeliveryRecord read(final byte[] bytes) throws IOException {
        final DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        final int kind = in.readByte();
        return switch (kind) {
            case ACCEPTED -> new Accepted(AlertCodec.readTransition(in), AlertCodec.readTexts(in));
            case ATTEMPTED -> new Attempted(AlertCodec.readText(in), AlertCodec.readNumbers(in));
            case SETTLED ->
                new Settled(
                        AlertCodec.readText(in),
                        AlertCodec.readNumbers(in),
                        readKind(in),
                        AlertCodec.readText(in),
                        in.readLong(),
                        in.available() == 0 ? 0 : in.readLong());
            case HIGHEST -> new Highest(in.readLong());
            default -> throw new IOException("a record of kind " + kind);
        };
    }

    private static Outcome.Kind readKind(final DataInputStream in) throws IOException {
        final int ordinal = in.readUnsignedByte();
        if (ordinal >= KINDS.length) {
            throw new IOException("an outcome numbered " + ordinal);
        }
        return KINDS[ordinal];
    }
}
