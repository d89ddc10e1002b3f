"""Pure rules of the business: values in, a value or a RuleViolation out."""
