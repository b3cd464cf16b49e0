package erp.local;

import java.util.Arrays;
import java.util.List;

/** What a command was told: {@code --name value}, or {@code --name}. */
public record Options(List<String> words) {

    /** From words, or from one text that holds them all. */
    public static Options of(String... args) {
        return new Options(Arrays.stream(String.join(" ", args).split("\\s+")).filter(word -> !word.isEmpty()).toList());
    }

    public boolean has(String name) {
        return words.contains("--" + name);
    }

    /** What follows a name, or what is usual. */
    public String text(String name, String usual) {
        int at = words.indexOf("--" + name);
        return at < 0 || at + 1 == words.size() ? usual : words.get(at + 1);
    }

    public int number(String name, int usual) {
        return Integer.parseInt(text(name, Integer.toString(usual)));
    }
}
