-- Stands in for the first migration, until the schemas of the areas are here.
CREATE TABLE placeholder (id integer PRIMARY KEY);
