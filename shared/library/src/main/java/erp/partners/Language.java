package erp.partners;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Set;

/** A language that documents are written in. */
public enum Language {
    @JsonProperty("de")
    DE,
    @JsonProperty("en")
    EN;

    private static final Set<String> GERMAN_SPEAKING = Set.of("DE", "AT", "CH", "LI", "LU");

    /** What is written to a country (ISO 3166-1) unless somebody says otherwise. */
    public static Language of(String country) {
        return GERMAN_SPEAKING.contains(country) ? DE : EN;
    }
}
