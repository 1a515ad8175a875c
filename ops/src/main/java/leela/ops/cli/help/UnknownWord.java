package leela.ops.cli.help;

import java.util.Collection;
import leela.engine.keys.NearestName;
import leela.engine.runtime.PrintableText;

/** What is said of a word that is not known. Thread: any; stateless. */
public final class UnknownWord {

    private static final int SHORT = 2;

    private UnknownWord() {}

    /** {@code there is no command histroy (did you mean history?)}; without a near one, all names there are. */
    public static String sentence(final String kind, final String word, final Collection<String> names) {
        return "there is no " + kind + " " + PrintableText.of(word)
                + NearestName.of(word, names)
                        // each short option is near to each other
                        .filter(name -> word.length() > SHORT)
                        .map(name -> " (did you mean " + name + "?)")
                        .orElse(" (known: " + String.join(", ", names) + ")");
    }
}
