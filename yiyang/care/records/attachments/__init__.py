"""Pictures and papers about a person (FHIR DocumentReference and Binary): checked, sealed, kept beside the database."""
