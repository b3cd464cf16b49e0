-- Documents as they were sent: rendered once, kept as bytes, and never changed.

create schema documents;
