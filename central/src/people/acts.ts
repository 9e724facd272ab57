export { type Act, ACTS, mayDo, rolesFor } from '@archway/shared/act'
