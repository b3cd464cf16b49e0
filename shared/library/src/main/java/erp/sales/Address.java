package erp.sales;

import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

/**
 * Where goods go (EN 16931 BG-15).
 *
 * @param country ISO 3166-1 alpha-2
 */
@Introspected
public record Address(@NotBlank @Size(max = 200) String name, @Nullable @Size(max = 200) String street,
                      @Nullable @Size(max = 20) String postalCode, @NotBlank @Size(max = 100) String city,
                      @Pattern(regexp = "[A-Z]{2}") String country) {
}
