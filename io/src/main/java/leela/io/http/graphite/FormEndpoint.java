package leela.io.http.graphite;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import leela.io.http.Endpoint;
import leela.io.http.Exchange;
import leela.io.http.Pages;
import leela.io.http.Reads;
import leela.io.http.RequestTarget;

/**
 * A request with its parameters in the target, in a form in the body, or in both.
 * Thread: the loop's; a large form is read elsewhere.
 */
final class FormEndpoint implements Endpoint {

    private final GraphiteApi api;
    private final Reads reads;
    private final Function<Form, Pages> answer;

    FormEndpoint(final GraphiteApi api, final Reads reads, final Function<Form, Pages> answer) {
        this.api = api;
        this.reads = reads;
        this.answer = answer;
    }

    @Override
    public void serve(final Exchange exchange, final String rest) {
        api.requireWholeHistory();
        if (exchange.isSmall()) {
            reads.start(exchange, answer.apply(formOf(exchange, rest)));
            return;
        }
        final Form[] form = new Form[1];
        reads.decode(exchange, () -> form[0] = formOf(exchange, rest), () -> {
            exchange.releaseBody();
            reads.start(exchange, answer.apply(form[0]));
        });
    }

    private static Form formOf(final Exchange exchange, final String rest) {
        final ByteBuf body = exchange.body();
        return new Form(
                exchange.target(), RequestTarget.parse("/?" + body.toString(StandardCharsets.ISO_8859_1)), rest);
    }
}
